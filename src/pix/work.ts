import type { Transaction } from '../database.ts'
import type { OrchestratorName } from './orchestrators/orchestrator.ts'

/** What the pix.immo side does in the background: the name of each queue, and what a message of it says. */
export interface PixWork {
  /** One final image through its whole pipeline. `revision` tells one delivery from the next. */
  'pix-process': { imageId: string; revision: number }
  /** What services see in it, and what they write about it. */
  'pix-vision': { imageId: string; revision: number }
  'pix-gpt': { imageId: string; revision: number }
  /** A job's exposé and the summaries of its shoots, then its gallery. */
  'pix-expose': { jobId: string }
  'pix-gallery': { jobId: string }
  /** An object taken out of an image. */
  'pix-edit': { editId: string }
  /** What a job shows, handed to an orchestrator that makes something of it. */
  'pix-hand-over': { jobId: string; name: OrchestratorName }
  /** A gallery handed to a customer's program. */
  'pix-export': { exportId: string }
}

export type PixKind = keyof PixWork

interface SendOptions {
  /** Not before. Of several that wait for the same thing, one is done. */
  afterSeconds?: number
}

/** Where work is put, always as part of the transaction that makes it necessary. */
export interface PixQueue {
  send<Kind extends PixKind>(tx: Transaction, kind: Kind, work: PixWork[Kind], options?: SendOptions): Promise<void>
}

/**
 * Who does it. A rejection is tried again, with pauses, as often as the queue says; what cannot become better is written
 * down by the handler itself, which then resolves. `signal` fires when the node is asked to stop, or when its claim is over.
 */
export type PixHandlers = {
  [Kind in PixKind]: (work: PixWork[Kind], signal: AbortSignal) => Promise<void>
}
