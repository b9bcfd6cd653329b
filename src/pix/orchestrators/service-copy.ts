import { createHash } from 'node:crypto'
import type { pixImages } from '../../pix-schema.ts'
import type { Version } from '../versions.ts'

export type PixImage = typeof pixImages.$inferSelect

interface WantedCopy {
  /** Which of its pictures; the master unless something is said. */
  version?: Version
  /** As large as the version is; without it, as large as is useful to look at. */
  isFullSize?: boolean
}

export interface ServiceCopy {
  /** A JPEG without anything but pixels. */
  bytes: Buffer
  /** How many places in it were made unrecognizable. */
  blurredBoxes: number
}

/** The only way in which a picture may leave for a service; `withheld`: it may not. */
export type CopyForServices = (
  image: PixImage,
  wanted: WantedCopy,
  signal: AbortSignal,
) => Promise<ServiceCopy | 'withheld'>

export const sha256Of = (bytes: Buffer | string): string => createHash('sha256').update(bytes).digest('hex')

/** What is not checked does not leave, whoever makes the copies. */
export const onlyChecked =
  (copyForServices: CopyForServices): CopyForServices =>
  async (image, wanted, signal) =>
    image.privacyStatus === 'unchecked' ? 'withheld' : copyForServices(image, wanted, signal)
