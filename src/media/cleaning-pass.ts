import { GatewayError } from '../errors.ts'
import type { Logger } from '../log.ts'
import type { Store } from './store.ts'

/** What a cleaner can take away, or repair. */
export const cleanedKinds = [
  'results',
  'previews',
  'inputs',
  'orphanObjects',
  'lostResults',
  'partialFiles',
  'jobRows',
  'deletionReceipts',
  'refusals',
  'temporaryLinks',
  'idempotencyKeys',
  'sessions',
  'failedAttempts',
  'cleanerRuns',
  'webhookDeliveries',
  'rehearsals',
  'slotRequests',
  'galleries',
  'pixTemporaryFiles',
  'pixUploads',
  'pixTokens',
  'pixAnalysis',
  'pixEdits',
  'pixArchive',
  'pixExports',
  'pixMails',
] as const
export type CleanedKind = (typeof cleanedKinds)[number]

/** More of the same would only fill the table. */
const mostErrors = 100

interface Dependencies {
  store: Store
  log: Logger
  /** Count what would go, and touch nothing. */
  dryRun: boolean
}

/** One run of the cleaner: what it may do, and what it has done so far. */
export function createCleaningPass({ store, log, dryRun }: Dependencies) {
  const removed = Object.fromEntries(cleanedKinds.map((kind) => [kind, 0])) as Record<CleanedKind, number>
  const errors: string[] = []
  let bytes = 0

  function count(kind: CleanedKind, items: number, itsBytes = 0): void {
    removed[kind] += items
    bytes += itsBytes
  }

  /** `line` names keys, never paths: it is kept and shown. */
  function fail(line: string, error?: unknown): void {
    log.warn({ err: error, line }, 'cleaning met an error')
    if (errors.length < mostErrors) errors.push(line)
  }

  /** Runs a part that other parts do not need. What is not the store's fault is a bug, or a dead process, and ends the run. */
  async function attempt<T>(what: string, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error
      fail(`${what}: ${codeOf(error)}`, error)
      return undefined
    }
  }

  /** True once the object is gone, whoever deleted it. */
  async function remove(kind: CleanedKind, key: string): Promise<boolean> {
    const freed = await attempt(key, () => (dryRun ? sizeOf(store, key) : store.delete(key)))
    if (freed) count(kind, 1, freed)
    return freed !== undefined
  }

  return { dryRun, count, fail, attempt, remove, totals: () => ({ removed, bytes, errors }) }
}

export type CleaningPass = ReturnType<typeof createCleaningPass>

/** What the system said, when it did. */
function codeOf(error: GatewayError): string {
  return (error.cause as NodeJS.ErrnoException | undefined)?.code ?? error.code
}

async function sizeOf(store: Store, key: string): Promise<number> {
  const found = await store.find(key)
  return found?.bytes ?? 0
}
