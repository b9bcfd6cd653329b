import type { z } from 'zod'
import { type Clock, pause } from '../../clock.ts'
import { isDatabaseAway } from '../../database-away.ts'
import { signalAt } from '../../deadline.ts'
import { GatewayError } from '../../errors.ts'
import type { Logger } from '../../log.ts'
import { ProviderFailure } from '../../providers/provider-failure.ts'
import type { Question, ServiceRuns } from './service-runs.ts'

interface Dependencies {
  runs: ServiceRuns
  clock: Clock
  log: Logger
  onAsked?: ((stage: string, outcome: string) => void) | undefined
}

interface Work {
  /** Of work that somebody has handed in already. */
  requestId: string | null
  remember(requestId: string): Promise<void>
  /** Called once the service has done its part: what fails from then on is not paid for again. */
  answered(): void
  /** The service has answered this question with nonsense before. */
  isAfterNonsense: boolean
  signal: AbortSignal
}

interface Said {
  answer: unknown
  requestId?: string
  costMicros?: number
}

interface Ask<Schema extends z.ZodType> {
  question: Omit<Question, 'leaseMilliseconds'>
  /** What an answer must be; it is kept and read again. */
  schema: Schema
  /** Whether what an earlier answer speaks of is still what it was; else it is asked for anew. */
  isStillThere?(answer: z.output<Schema>): Promise<boolean>
  timeoutMilliseconds: number
  signal: AbortSignal
  work(how: Work): Promise<Said>
}

export type Outcome<Answer> =
  | { kind: 'answered'; answer: Answer; requestId: string | null; milliseconds: number }
  /** For good, or until a person wants it again. */
  | { kind: 'gave up'; code: string; message: string }
  | { kind: 'over budget' }

const lookMilliseconds = 500
/** For bringing what is asked about, and for writing down what came of it. */
const leaseGraceMilliseconds = 30_000

/**
 * One call, on record. It never repeats a call itself: what may pass is thrown, and the queue, which alone repeats, comes
 * again; how often in all is counted in the rows.
 */
export function createAskService({ runs, clock, log, onAsked = () => {} }: Dependencies) {
  return async function ask<Schema extends z.ZodType>(wanted: Ask<Schema>): Promise<Outcome<z.output<Schema>>> {
    const { schema, isStillThere, timeoutMilliseconds, signal, work } = wanted
    const question = { ...wanted.question, leaseMilliseconds: timeoutMilliseconds + leaseGraceMilliseconds }
    const { stage, model, imageId } = question
    for (;;) {
      signal.throwIfAborted()
      const begun = await runs.begin(question)
      if (begun.kind === 'busy') {
        await pause(clock, lookMilliseconds, signal)
        continue
      }
      if (begun.kind === 'known') {
        const answer = schema.parse(begun.answer)
        if ((await isStillThere?.(answer)) ?? true) return { ...begun, kind: 'answered', answer }
        await runs.forget(begun.id)
        continue
      }
      if (begun.kind === 'over budget') onAsked(stage, 'over_budget')
      if (begun.kind !== 'mine') return begun
      const { id, attempt } = begun
      const late = new ProviderFailure('deadline', `${question.provider}: no answer within ${timeoutMilliseconds} ms`)
      const limit = signalAt(clock, timeoutMilliseconds, late, signal)
      const startedAt = clock.monotonic()
      let isAnswered = false
      const answered = () => {
        isAnswered = true
      }
      try {
        const remember = (name: string) => runs.remember(id, name)
        const said = await work({ ...begun, remember, answered, signal: limit.signal })
        const read = schema.safeParse(said.answer)
        if (!read.success) throw new ProviderFailure('malformed', `${question.provider}: an answer of another shape`)
        const { answer: _, ...details } = said
        await runs.succeed(id, said.answer, details)
        onAsked(stage, 'answered')
        const milliseconds = clock.monotonic() - startedAt
        return { kind: 'answered', answer: read.data, requestId: said.requestId ?? begun.requestId, milliseconds }
      } catch (error) {
        if (signal.aborted) {
          await runs.letGo(id)
          throw signal.reason
        }
        if (isAnswered && isOurTrouble(error)) {
          // No try of the service's: it has done its part, and who comes next fetches it.
          await runs.letGo(id)
          log.warn({ err: error, stage, model, image: imageId, attempt }, 'what a service has made waits for us')
          throw error
        }
        const failure = error instanceof Error ? error : new Error('thrown something else', { cause: error })
        onAsked(stage, failure instanceof GatewayError ? failureCode(failure) : 'internal_error')
        const isOver = await runs.fail(id, attempt, failure)
        log.warn({ err: failure, stage, model, image: imageId, attempt }, 'a service has not answered')
        if (!(failure instanceof GatewayError)) throw failure
        if (isOver) return { kind: 'gave up', code: failureCode(failure), message: failure.message }
        throw failure
      } finally {
        limit.release()
      }
    }
  }
}

/** Of the way, of the time or of a place of ours, which the next one may not have. */
const isOurTrouble = (error: unknown): boolean => {
  if (error instanceof ProviderFailure) return error.kind === 'deadline' || error.kind === 'network_unknown'
  const isAway = error instanceof GatewayError && (error.code === 'unavailable' || error.code === 'storage_full')
  return isAway || isDatabaseAway(error)
}

const failureCode = (failure: GatewayError) => (failure instanceof ProviderFailure ? failure.kind : failure.code)

export type AskService = ReturnType<typeof createAskService>
