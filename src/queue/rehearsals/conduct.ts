import { randomUUID } from 'node:crypto'
import { type Clock, pause } from '../../clock.ts'
import { createDeadline } from '../../deadline.ts'
import { GatewayError } from '../../errors.ts'
import { createLedger } from '../../ledger.ts'
import type { Logger } from '../../log.ts'
import { inputKey } from '../../media/keys.ts'
import type { Store } from '../../media/store.ts'
import type { Admission, NewJob } from '../admission.ts'
import type { Completions } from '../completions.ts'
import { isFinal, jobChannel, rehearsedPriority } from '../job.ts'
import type { Jobs } from '../jobs.ts'
import type { Notifications } from '../notifications.ts'
import { microsOf } from '../spending.ts'
import { arrivalsOf } from './arrivals.ts'
import { judge } from './judge.ts'
import type { FindBudgets } from './open-budgets.ts'
import type { Plan } from './plan.ts'
import type { EndReason, Rehearsals } from './rehearsals.ts'
import { drawSamplePhoto, type SamplePhoto } from './sample-photo.ts'
import { type MeasureShot, refusedShot, type Shot } from './shot.ts'
import type { BuildStage, SlotOnStage } from './stage.ts'
import type { Tidying } from './tidy.ts'

interface Dependencies {
  rehearsals: Rehearsals
  buildStage: BuildStage
  measureShot: MeasureShot
  tidying: Pick<Tidying, 'removeShots' | 'tidy'>
  findBudgets: FindBudgets
  queue: Pick<Admission, 'enqueue'>
  jobs: Pick<Jobs, 'stop'>
  completions: Pick<Completions, 'expect' | 'waitFor'>
  notifications: Pick<Notifications, 'on'>
  store: Store
  clock: Clock
  log: Logger
  /** Of this node. */
  concurrency: number
  isStopping(): boolean
}

interface Performance {
  id: string
  plan: Plan
  stage: SlotOnStage[]
  photo: SamplePhoto
  ending: AbortController
  because: EndReason | null
  startedAt: number
  shots: Shot[]
  /** Not measured yet. */
  open: Set<string>
  /** Millionths of a dollar that open shots may cost. */
  openMicros: number
  heldBack: number
  asides: Set<Promise<void>>
}

const heartbeatMilliseconds = 1000
/** A worker that is free takes a guest's photo within that time; a photo that still waits then is in our way, and we in its. */
const guestPatienceMilliseconds = 100

/**
 * Plays an event: every booth shoots when its guests come, and waits for its picture before the next. Each shot takes the
 * way of a guest's photo from the admission on. Guests come first: when one of them has to wait, the rehearsal ends.
 */
export function createConductor(dependencies: Dependencies) {
  const { rehearsals, buildStage, measureShot, tidying, findBudgets, clock, log } = dependencies
  const { queue, jobs, completions, notifications, store, concurrency } = dependencies
  const running = new Map<string, { performance: Performance; over: Promise<void> }>()

  function stop(performance: Performance, because: EndReason): void {
    if (performance.ending.signal.aborted) return
    performance.because = because
    performance.ending.abort(new GatewayError('cancelled', `the rehearsal ends: ${because}`))
  }

  function newJob({ id, photo }: Performance, slot: SlotOnStage, jobId: string): NewJob {
    const deadline = createDeadline(clock, slot.windowMilliseconds)
    const { bytes, sha256, width, height } = photo
    return {
      ...{ id: jobId, slotId: slot.id, slotRevision: slot.revision, source: 'test_run', clientAddress: '127.0.0.1' },
      ...{
        clientFields: {},
        clientHash: null,
        hashMatch: null,
        keepInputHours: null,
        isAwaited: false,
        idempotencyKey: null,
      },
      testRun: { id, settings: slot.settings },
      input: { key: inputKey(jobId), type: 'image/jpeg', bytes: bytes.length, sha256, width, height },
      ...{ elapsedMilliseconds: 0, remainingMilliseconds: slot.windowMilliseconds },
      workMilliseconds: slot.windowMilliseconds,
      ledger: createLedger(clock, deadline, 'upload').close(),
      provider: slot.settings.chain[0]?.provider ?? 'none',
      priority: rehearsedPriority(slot.settings.priority),
      maxInFlight: slot.settings.maxInFlight,
    }
  }

  /** Resolves when the booth has its answer, or knows that there will be none. */
  async function shoot(performance: Performance, slot: SlotOnStage, isWarmUp = false): Promise<void> {
    const { open, shots, plan, ending } = performance
    const spent = shots.reduce((sum, { calls }) => sum + calls.reduce((all, { micros }) => all + micros, 0), 0)
    const most = microsOf(slot.mostUsd)
    const left = microsOf(plan.max_cost_usd ?? 0) - spent - performance.openMicros
    if (plan.mode === 'real' && most > left) return stop(performance, 'max_cost')
    const jobId = randomUUID()
    open.add(jobId)
    performance.openMicros += most
    const settle = () => {
      open.delete(jobId)
      performance.openMicros -= most
    }
    const expected = completions.expect(jobId)
    const deadline = createDeadline(clock, slot.windowMilliseconds)
    try {
      await store.write(inputKey(jobId), performance.photo.bytes)
      await queue.enqueue(newJob(performance, slot, jobId))
      const job = await completions.waitFor(jobId, deadline, { signal: ending.signal, expected })
      const code = ending.signal.aborted ? 'cancelled' : 'provider_timeout'
      if (!job || !isFinal(job.status)) await jobs.stop(jobId, new GatewayError(code, 'the rehearsal'))
      note(performance, measure(performance, slot, jobId, isWarmUp).finally(settle))
    } catch (error) {
      settle()
      if (!(error instanceof GatewayError)) throw error
      shots.push(refusedShot(slot, error.code))
      note(
        performance,
        tidying.removeShots([jobId]).then(() => void store.delete(inputKey(jobId))),
      )
    } finally {
      expected.drop()
    }
  }

  async function measure({ shots }: Performance, slot: SlotOnStage, jobId: string, isWarmUp: boolean): Promise<void> {
    const shot = await measureShot(jobId, slot, isWarmUp)
    if (shot) shots.push(shot)
    await tidying.removeShots([jobId])
  }

  /** Beside the play, which it must not hold up. What fails here is tidied up later. */
  function note({ asides, id }: Performance, work: Promise<void>): void {
    const aside = work
      .catch((error) => log.warn({ err: error, rehearsal: id }, 'a shot of a rehearsal was not measured'))
      .finally(() => asides.delete(aside))
    asides.add(aside)
  }

  async function playBooth(performance: Performance, slot: SlotOnStage, booth: number): Promise<void> {
    const { plan, startedAt, ending } = performance
    const lengthMilliseconds = plan.minutes * 60_000
    const gap = arrivalsOf(`${plan.seed} ${slot.id} ${booth}`, 60_000 / slot.shotsPerMinute)
    let next = gap()
    while (next < lengthMilliseconds && !ending.signal.aborted) {
      const early = startedAt + next - clock.monotonic()
      if (early > 0) await pause(clock, early, ending.signal)
      await shoot(performance, slot)
      next += gap()
      const now = clock.monotonic() - startedAt
      if (next < now && next < lengthMilliseconds) {
        performance.heldBack += 1
        next = now
      }
    }
  }

  const progressOf = ({ startedAt, shots, open }: Performance) => ({
    seconds: Math.round((clock.monotonic() - startedAt) / 1000),
    shots: shots.length + open.size,
    answered_in_time: shots.filter(({ outcome }) => outcome === 'in_time').length,
    open: open.size,
  })

  /** Resolves with the signal. */
  async function keepAlive(performance: Performance): Promise<void> {
    const { id, ending, plan } = performance
    while (!ending.signal.aborted) {
      await pause(clock, heartbeatMilliseconds, ending.signal).catch(() => {})
      if (ending.signal.aborted) return
      const kept = await rehearsals.keep(id, progressOf(performance)).catch(() => 'kept' as const)
      if (kept === 'lost') stop(performance, 'broke')
      if (kept === 'stop') stop(performance, 'person')
      if (plan.mode === 'real') await giveWay(performance)
    }
  }

  async function giveWay(performance: Performance): Promise<void> {
    // A real service's limits are the guests', too, so any of them ends a real one.
    const which = performance.plan.mode === 'real' ? 'all' : 'waiting'
    if (await rehearsals.areGuestsHere(which).catch(() => false)) stop(performance, 'guests')
  }

  function watchGuests(performance: Performance) {
    return notifications.on(jobChannel, (payload) => {
      const [jobId = '', status] = payload.split(' ')
      if (status !== 'pending' || performance.open.has(jobId)) return
      clock.after(guestPatienceMilliseconds, () => void giveWay(performance))
    })
  }

  async function play(performance: Performance): Promise<void> {
    const { stage, plan } = performance
    if (plan.mode === 'real') await Promise.all(stage.map((slot) => shoot(performance, slot, true)))
    performance.startedAt = clock.monotonic()
    const booths = stage.flatMap((slot) =>
      Array.from({ length: slot.booths }, (_, booth) => playBooth(performance, slot, booth)),
    )
    // One that breaks ends it for all; those that were only told to end have done so well.
    const watched = booths.map((booth) =>
      booth.catch((error) => {
        if (error === performance.ending.signal.reason) return
        stop(performance, 'broke')
        throw error
      }),
    )
    await Promise.all(watched)
  }

  async function perform(performance: Performance): Promise<void> {
    const { id, plan, stage, shots } = performance
    const unwatch = watchGuests(performance)
    const alive = keepAlive(performance)
    try {
      await play(performance)
      await Promise.all(performance.asides)
      const report = judge({
        plan,
        stage,
        shots,
        heldBack: performance.heldBack,
        concurrency,
        budgets: await findBudgets(stage),
      })
      await rehearsals.end(id, performance.because, progressOf(performance), report)
    } catch (error) {
      log.error({ err: error, rehearsal: id }, 'a rehearsal broke')
      await rehearsals.end(id, 'broke', progressOf(performance), null).catch(() => {})
    } finally {
      unwatch()
      performance.ending.abort(new GatewayError('cancelled', 'the rehearsal is over'))
      await alive
      await Promise.all(performance.asides)
      await tidying.tidy(id).catch((error) => log.warn({ err: error, rehearsal: id }, 'a rehearsal is tidied up later'))
    }
  }

  return {
    /** Resolves to its id as soon as it runs. */
    async start(plan: Plan, who: string): Promise<string> {
      if (dependencies.isStopping()) throw new GatewayError('unavailable', 'stopping', { retryAfterSeconds: 5 })
      const id = rehearsals.newId()
      const stage = await buildStage(id, plan)
      const photo = await drawSamplePhoto(plan.photo_megapixels)
      await rehearsals.begin(id, plan, who)
      const performance: Performance = {
        ...{ id, plan, stage, photo, because: null, startedAt: clock.monotonic() },
        ...{ ending: new AbortController(), shots: [], open: new Set(), openMicros: 0, heldBack: 0, asides: new Set() },
      }
      const over = perform(performance).finally(() => running.delete(id))
      running.set(id, { performance, over })
      return id
    },
    /** On the node that plays it at once; another one hears of it with its next sign of life. */
    hurry(id: string): void {
      const own = running.get(id)
      if (own) stop(own.performance, 'person')
    },
    async stop(): Promise<void> {
      const all = [...running.values()]
      for (const { performance } of all) stop(performance, 'gateway_stopped')
      await Promise.all(all.map(({ over }) => over))
    },
  }
}

export type Conductor = ReturnType<typeof createConductor>
