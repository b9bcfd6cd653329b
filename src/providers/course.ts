import type { Deadline } from '../deadline.ts'
import type { Hop } from '../ledger.ts'
import type { AttemptRecord, PlannedCall } from './attempt-record.ts'
import type { RoutingPolicy } from './decide.ts'
import type { RemoteWork } from './provider.ts'
import type { FailureKind } from './provider-failure.ts'

/** Whether a call may be made now. */
export type Admission =
  | { mayGo: true }
  /** Not now: the key is busy, or its rate is used up. Null: nobody knows for how long. */
  | { mayGo: false; because: 'busy' | 'rate'; waitMilliseconds: number | null }
  /** The service has failed, and is left alone for a while. */
  | { mayGo: false; because: 'circuit'; waitMilliseconds: number; reason: string }
  | { mayGo: false; because: 'budget'; details: string }

/** The last call of the worker that had the photo before, and died or stopped. */
export interface Unfinished {
  linkAt: number
  /** Calls that were made of that link, by whomever. */
  calls: number
  /** How its call ended, where that was still written down. */
  kind: FailureKind | null
  /** It broke off, or its picture was lost with its worker: what came of it nobody has. */
  isOpen: boolean
  /** Work that it had handed in. */
  remote: RemoteWork | null
  /** What it called is charged for. */
  isPaid: boolean
}

/** Who has a photo routed, and hears of it. */
export interface Course {
  deadline: Deadline
  signal: AbortSignal
  policy?: RoutingPolicy
  unfinished?: Unfinished | undefined
  /** Asked before every call, and writes it down; when it throws, there is no call. */
  admit?(call: PlannedCall): Promise<Admission>
  remember?(call: PlannedCall, remote: RemoteWork): Promise<void>
  onAttempted?(attempt: AttemptRecord): void
  onHop?(hop: Hop): void
  /** The photo is somebody else's now, who goes on with the work that was handed in: it must not be cancelled. */
  isPassedOn?(reason: unknown): boolean
}
