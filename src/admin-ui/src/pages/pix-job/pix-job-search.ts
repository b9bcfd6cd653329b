import { type ImageState, imageStates } from '../../api/pix-states.ts'

export const pixJobTabs = ['images', 'captions', 'texts', 'shoots', 'services'] as const
type PixJobTab = (typeof pixJobTabs)[number]

interface PixJobSearch {
  tab?: PixJobTab | undefined
  /** Which images. */
  state?: ImageState | undefined
}

export const readPixJobSearch = ({ tab, state }: Record<string, unknown>): PixJobSearch => ({
  tab: pixJobTabs.find((each) => each === tab),
  state: imageStates.find((each) => each === state),
})
