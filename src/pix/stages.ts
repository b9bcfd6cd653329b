import type { ImageMeta } from './shapes/image-meta.ts'

/** What a look at a picture for faces, plates, logos and texts has found; nothing of it has left this machine. */
type PrivacyReport = Pick<NonNullable<ImageMeta['privacy']>, 'engine' | 'checks' | 'findings'>

export type InspectPrivacy = (
  picture: Buffer,
  about: { exterior: boolean; signal: AbortSignal },
) => Promise<PrivacyReport>

/** A depth map of a master, as PNG. */
export type DrawDepth = (master: Buffer, signal: AbortSignal) => Promise<Buffer>
