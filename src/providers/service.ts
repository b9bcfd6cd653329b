import type { z } from 'zod'
import type { Clock } from '../clock.ts'
import type { Scratch, ScratchFile, Workspace } from '../media/scratch.ts'
import type { Catalogue, Model } from './catalogue/catalogue.ts'
import type { Attempt, CallReport, Probe, RemoteWork, SettingsProblem } from './provider.ts'

/** What every service that is reached over the network needs. */
export interface ServiceTools {
  clock: Clock
  scratch: Scratch
  catalogue: Catalogue
}

/** A picture as a service gets it: upright, without what the camera wrote beside it, of a type and size the model takes. */
export interface PreparedImage {
  /** `photo`, or the role of a template. */
  role: string
  path: string
  type: 'image/jpeg' | 'image/png' | 'image/webp'
  bytes: number
  width: number
  height: number
  /** Of the bytes at `path`. */
  sha256: string
  /** An address where the service may fetch it while the job lasts. Throws `slot_misconfigured` when there is none. */
  link(): Promise<string>
}

export interface Order {
  photo: PreparedImage
  /** In the order of their roles, read as words with numbers in them: template_2 before template_10. */
  templates: readonly PreparedImage[]
  model: Model
  /** Gone when the attempt ends. */
  workspace: Workspace
  /** What the slot will make of it; a hint for what to ask for. */
  wanted: { format: 'jpeg' | 'png' | 'webp'; longestSidePixels: number | null }
}

/** What a service gave, unchecked: whether it is a picture is looked at afterwards, the same way for all. */
export interface Delivery {
  file: ScratchFile
  report: CallReport
}

/** One thing a service can do. Its settings name the model. */
export interface ServiceOperation<Settings extends { model: string } = { model: string }> {
  settings: z.ZodType<Settings>
  templateRoles: readonly string[]
  optionalRoles?: readonly string[] | 'any'
  findProblems?(settings: Settings, model: Model, roles: readonly string[]): SettingsProblem[]
  /** US dollars of one call by the price table; without it the catalogue's price of the model. */
  estimateUsd?(settings: Settings, model: Model): number
  /** Throws ProviderFailure. */
  obtain(order: Order, settings: Settings, attempt: Attempt): Promise<Delivery>
}

export interface ServiceDefinition {
  name: string
  /** Undefined: the service is not set up, and every call ends in `auth`. */
  apiKey: string | undefined
  /** The environment variable that holds it, for the sentence that says so. */
  keyName: string
  operations: Record<string, ServiceOperation>
  cancel?(remote: RemoteWork): Promise<void>
  /** Only asked when there is a key. */
  probe(signal: AbortSignal): Promise<Probe>
}
