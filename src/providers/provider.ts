import type { Readable } from 'node:stream'
import type { z } from 'zod'
import type { EncodedImage, OutputFormat } from '../media/encode-image.ts'
import type { FrameSettings } from '../media/frame-settings.ts'
import type { ImageType } from '../media/image-type.ts'
import type { RemoteWork } from '../remote-work.ts'
import type { ModelForm } from './model-form.ts'
import type { Billed, Cost } from './provider-failure.ts'

/** A picture that goes into an edit: the guest's photo or a template. */
export interface SourceImage {
  type: ImageType
  /** As stored, before EXIF orientation is applied. */
  width: number
  height: number
  byteLength: number
  sha256: string
  read(): Promise<Buffer>
  /** The same without holding it in memory. */
  open(): Promise<Readable>
  /**
   * An address where the provider may fetch a picture made from this one, while the job lasts. Throws
   * `slot_misconfigured` when nobody outside reaches this gateway.
   */
  lend?(file: { path: string; type: ImageType }): Promise<string>
}

export interface EditRequest {
  operation: string
  /** As stored with the slot; the provider parses them again, because they may be older than the code. */
  settings: unknown
  photo: SourceImage
  /** By role. */
  templates: Readonly<Record<string, SourceImage>>
  output: OutputFormat
  /** Laid over the result, which then is as large as the template. */
  frame?: Frame | undefined
}

export interface Frame {
  template: SourceImage
  settings: FrameSettings
}

/** One call, as the router has it made. */
export interface Attempt {
  /** Fires when the time is over, or when nobody wants the picture any more. */
  signal: AbortSignal
  /** Milliseconds that the service may still take. */
  remaining(): number
  /** Tells that the service has done its part: what follows is fetching its picture, or bringing it into the right form. */
  enter(hop: 'download' | 'encode'): void
  /**
   * Writes down work that was handed in, before anybody asks for its result: whoever takes the photo over goes on with
   * it instead of paying again. Throws when the photo is not ours any more.
   */
  remember(remote: RemoteWork): Promise<void>
  /** Work that was handed in by an earlier attempt, and which nobody has fetched: to be fetched, never handed in again. */
  resume?: RemoteWork | undefined
}

/** What is known of a call that went well. */
export interface CallReport {
  httpStatus?: number
  /** What the service calls the call, for its support. */
  providerRequestId?: string
  billed?: Billed
  cost?: Cost
}

export interface EditedImage extends EncodedImage {
  report?: CallReport
}

/** What is known of a call before it is made. */
export interface CallFacts {
  model?: string
  /** Names the key that pays, without telling anything of it. Calls with one key share its limits. */
  keyId?: string
  /** US dollars that a call costs, by the price table. Null: it is charged for, and nobody lists a price. */
  estimatedUsd?: number | null
  /** The day of that price. */
  priceDate?: string
  /** Seconds that half of the calls take. */
  typicalSeconds?: number
  /** Calls at once with one key. */
  mostConcurrent?: number
  /** Calls a minute with one key. */
  mostPerMinute?: number
  /** A stand-in makes it: it keeps the limits, and no budget hears of it. */
  isPlayed?: boolean
}

/**
 * One thing a provider can do with a photo. Which settings and which templates it needs is checked when a slot is
 * saved and again on every call.
 */
export interface Operation<Settings = unknown> {
  settings: z.ZodType<Settings>
  /** Roles of the templates without which it cannot run. */
  templateRoles: readonly string[]
  /** Further roles that it can use; `any` takes whatever it gets. */
  optionalRoles?: readonly string[] | 'any'
  /** Its settings once more, narrowed to each of its models; for an operation whose models take different ones. */
  forms?(): ModelForm[]
  /** What speaks against saving these settings today, although they are well-formed: a model that is gone, too many pictures. */
  findProblems?(settings: Settings, roles: readonly string[]): SettingsProblem[]
  /** Nothing is known of a call that is free and unlimited. */
  describe?(settings: Settings): CallFacts
  edit(request: Omit<EditRequest, 'operation' | 'settings'>, settings: Settings, attempt: Attempt): Promise<EditedImage>
}

export interface SettingsProblem {
  /** Within the settings, as in `model`. */
  field: string
  says: string
}

/** What one real call to a service tells about its setup. */
export interface Probe {
  isFine: boolean
  /** One sentence without secrets: what is wrong, or what was seen. */
  says: string
}

type DeclaredOperation = Pick<Operation, 'settings' | 'templateRoles' | 'optionalRoles' | 'forms' | 'findProblems'>

/**
 * Throws GatewayError: ProviderFailure for the service's failures, `unreadable_image` for the photo's,
 * `slot_misconfigured` for the settings'.
 */
export interface Provider {
  name: string
  /** Calls at once from the whole gateway, when the service has such a limit. */
  maxConcurrent?: number
  /** Works on this machine, without a network. */
  isLocal?: boolean
  /** False: it has no key, and every call would end in `auth`. */
  isSetUp?: boolean
  operations: Readonly<Record<string, DeclaredOperation>>
  /** Facts of a call with these settings; empty for settings that do not fit. */
  describe?(operation: string, settings: unknown): CallFacts
  edit(request: EditRequest, attempt: Attempt): Promise<EditedImage>
  /** Asks the service to stop work whose result nobody wants any more. Never throws. */
  cancel?(remote: RemoteWork): Promise<void>
  /** Calls that are left in the tariff, as far as the service has told. */
  remainingCalls?(): number | undefined
  /** The last days of models, where the service says so itself. */
  listShutdowns?(signal: AbortSignal): Promise<{ id: string; shutdownOn: string }[]>
  /** Makes one real call that costs nothing, or next to nothing. */
  probe?(signal: AbortSignal): Promise<Probe>
}

export type { RemoteWork }
