import { GatewayError } from '../errors.ts'
import { inBackgroundImagingPlace } from '../media/imaging.ts'
import type { Store } from '../media/store.ts'
import { versionKey } from './keys.ts'
import type { CopyForServices, PixImage } from './orchestrators/service-copy.ts'
import { type RoomType, roomTypes } from './rooms.ts'
import type { ImageMeta } from './shapes/image-meta.ts'

type Finding = NonNullable<ImageMeta['privacy']>['findings'][number]

/** Edits get as much as a master has; whoever looks and describes needs no more than half of it. */
type LongestSidePixels = 1536 | 3000

interface CheckedPicture {
  picture: Buffer
  verdict: PixImage['privacyStatus']
  findings: readonly Pick<Finding, 'type' | 'box'>[]
  roomType: RoomType
  number: number
}

type Copied = { withheld: null; bytes: Buffer; blurredBoxes: number } | { withheld: string }

interface Dependencies {
  store: Store
  /** The door of the privacy check. */
  copyChecked(picture: CheckedPicture, longestSidePixels: LongestSidePixels, signal: AbortSignal): Promise<Copied>
  /** What was found in the image; boxes hold for every version, because none moves a pixel. Undefined: nobody has looked. */
  findingsOf(image: PixImage): readonly Finding[] | undefined
}

/** Copies of an image's versions as they may leave. Without a report of the check, none does. */
export function createImageCopies({ store, copyChecked, findingsOf }: Dependencies): CopyForServices {
  return async (image, { version = 'master', isFullSize = false }, signal) => {
    const findings = findingsOf(image)
    if (!findings) return 'withheld'
    const picture = await store.read(versionKey({ shootId: image.shootId, imageId: image.id }, version))
    if (!picture) throw new GatewayError('unavailable', 'a version without its file')
    const roomType = roomTypes.find((room) => room === image.roomType) ?? 'undefined_space'
    const checked = { picture, findings, verdict: image.privacyStatus, roomType, number: 1 }
    const copy = await inBackgroundImagingPlace(signal, () => copyChecked(checked, isFullSize ? 3000 : 1536, signal))
    return copy.withheld === null && 'bytes' in copy
      ? { bytes: copy.bytes, blurredBoxes: copy.blurredBoxes }
      : 'withheld'
  }
}
