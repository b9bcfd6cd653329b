import type { z } from 'zod'
import type { EncodedImage, OutputFormat } from '../media/encode-image.ts'
import type { ImageType } from '../media/image-type.ts'

/** A picture that goes into an edit: the guest's photo or a template. */
export interface SourceImage {
  type: ImageType
  /** As stored, before EXIF orientation is applied. */
  width: number
  height: number
  byteLength: number
  read(): Promise<Buffer>
  /** An address where the provider may fetch it while the job lasts. Throws when nobody outside reaches this gateway. */
  link?(): Promise<string>
}

export interface EditRequest {
  operation: string
  /** As stored with the slot; the provider parses them again, because they may be older than the code. */
  settings: unknown
  photo: SourceImage
  /** By role. */
  templates: Readonly<Record<string, SourceImage>>
  output: OutputFormat
  /** Tells that the service has done its part: what follows is fetching its picture, or bringing it into the right form. */
  enter?(hop: 'download' | 'encode'): void
}

export type EditedImage = EncodedImage

/**
 * One thing a provider can do with a photo. Which settings and which templates it needs is checked when a slot is
 * saved and again on every call.
 */
export interface Operation<Settings = unknown> {
  settings: z.ZodType<Settings>
  /** Roles of the templates without which it cannot run. */
  templateRoles: readonly string[]
  edit(
    request: Omit<EditRequest, 'operation' | 'settings'>,
    settings: Settings,
    signal: AbortSignal,
  ): Promise<EditedImage>
}

/** Throws GatewayError: `provider_*` for the service's failures, `unreadable_image` for the photo's, `slot_misconfigured` for the settings'. */
export interface Provider {
  name: string
  /** Calls at once from the whole gateway, when the service has such a limit. */
  maxConcurrent?: number
  /** Works on this machine, without a network. */
  isLocal?: boolean
  operations: Readonly<Record<string, Pick<Operation, 'settings' | 'templateRoles'>>>
  edit(request: EditRequest, signal: AbortSignal): Promise<EditedImage>
}
