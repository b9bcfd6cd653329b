import type { PixJobFilters } from '../../api/pix-jobs.ts'

const statuses = ['open', 'closed'] as const

/** Anybody may have typed the address. What means nothing is named, too: what is left out here would stay as it is there. */
export const readPixSearch = ({ text, status }: Record<string, unknown>): PixJobFilters => ({
  text: typeof text === 'string' && text.trim() !== '' ? text.slice(0, 100) : undefined,
  status: statuses.find((each) => each === status),
})
