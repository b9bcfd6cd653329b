import type { GalleryConfig } from '../pix-config.ts'
import type { pixImageVersions } from '../pix-schema.ts'
import type { PixImage } from './claim-image.ts'
import { factsOf } from './image-facts.ts'
import { archiveKey, versionKey } from './keys.ts'
import { isVersion } from './versions.ts'

type VersionRow = typeof pixImageVersions.$inferSelect

/** The file of an image that customers get, and what it is made of. */
export interface DeliveredFile {
  /** The object it is a copy of. */
  sourceKey: string
  /** Of the file itself. */
  sha256: string
  bytes: number
  width: number
  height: number
  /** The object is the delivered file as it came, and loses what it tells beside its picture on the way. Null: copied as it is. */
  orientation: number | null
}

/** Undefined as long as its files are not known: then the image is not for customers. */
export function deliveredFileOf(
  image: PixImage,
  versions: readonly VersionRow[],
  source: GalleryConfig['source'],
): DeliveredFile | undefined {
  const version = isVersion(image.bestVersion) ? image.bestVersion : 'master'
  const address = { shootId: image.shootId, imageId: image.id }
  if (version === 'master' && source === 'final_input') return bareFinal(image, archiveKey(address))
  const row = versions.find(({ kind }) => kind === version)
  if (!row || row.width === null || row.height === null) return undefined
  const { sha256, bytes, width, height } = row
  return { sourceKey: versionKey(address, version), sha256, bytes, width, height, orientation: null }
}

function bareFinal(image: PixImage, sourceKey: string): DeliveredFile | undefined {
  const facts = factsOf(image)
  const { width, height, sha256 } = image
  if (!facts || width === null || height === null) return undefined
  const { bare, orientation } = facts
  return { sourceKey, ...bare, width, height, orientation: bare.sha256 === sha256 ? null : orientation }
}
