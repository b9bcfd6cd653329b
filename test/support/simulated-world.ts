import { GatewayError } from '../../src/errors.ts'
import type { Logger } from '../../src/log.ts'
import { inputKey } from '../../src/media/keys.ts'
import type { Admission as CallAdmission } from '../../src/providers/course.ts'
import { inFlight } from '../../src/queue/job.ts'
import type { Random } from './random.ts'
import type { SchedulePlan, ServicePlan } from './schedule-plan.ts'
import { createSimulatedTakeIn } from './simulated-client.ts'
import { createSimulatedDatabase } from './simulated-database.ts'
import type { NodeWorld } from './simulated-gateway.ts'
import { createSimulatedLine, type Trouble } from './simulated-line.ts'
import type { SimulatedNode } from './simulated-node.ts'
import { createSimulatedNotifications } from './simulated-notifications.ts'
import { createSimulatedProvider, drawBehaviour, type Ordered } from './simulated-provider.ts'
import type { Row } from './simulated-row.ts'
import { createSimulatedStore } from './simulated-store.ts'
import { createSimulatedTables } from './simulated-tables.ts'
import type { SimulatedTime } from './simulated-time.ts'

interface Options {
  random: Random
  plan: SchedulePlan
  time: SimulatedTime
  onViolation(what: string): void
  onLine(line: string): void
}

/** Milliseconds of the database's clock at the beginning. */
const epochMilliseconds = 1_700_000_000_000
const databaseMilliseconds = 2
const storeMilliseconds = 10

/** As `openDatabase` sets it for requests. */
const queryMilliseconds = 1500

const local: ServicePlan = { isPaid: false, isRemote: false, typicalSeconds: 0 }

const databaseFailures: Record<Trouble, () => Error> = {
  broken: () => new Error('Connection terminated unexpectedly'),
  refused: () => Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED', syscall: 'connect' }),
  silent: () => new Error('Query read timeout'),
}

/** The outside world that all nodes of one schedule share: database, notifications, store and picture services. */
export function createSimulatedWorld({ random, plan, time, onViolation, onLine }: Options) {
  const notifications = createSimulatedNotifications(time, random)
  const databaseLine = createSimulatedLine({
    ...{ time, random, weather: plan.database, absence: plan.databaseAbsence },
    usualMilliseconds: databaseMilliseconds,
    patienceMilliseconds: queryMilliseconds,
    failure: (trouble) => databaseFailures[trouble](),
  })
  const storeLine = createSimulatedLine({
    ...{ time, random, weather: plan.store, usualMilliseconds: storeMilliseconds },
    failure: () => new GatewayError('unavailable', 'storage: EIO in use', { retryAfterSeconds: 5 }),
  })
  const tables = createSimulatedTables({
    now: () => epochMilliseconds + time.now(),
    notify: notifications.notify,
    onViolation,
  })
  const store = createSimulatedStore({
    line: storeLine,
    time,
    onDelete(key) {
      const isNeeded = [...tables.rows.values()].some((row) => row.inputKey === key && isOpen(row))
      if (isNeeded) onViolation('the photo of an open job was deleted')
    },
  })
  const ordered: Ordered = { works: new Map(), orders: new Map() }
  /** Calls to picture services, by job. */
  const calls = new Map<string, number>()

  const isOpen = ({ status }: Row) => inFlight.some((open) => open === status)

  function noteCall(node: SimulatedNode, photoNumber: number): void {
    const row = [...tables.rows.values()].find(({ inputWidth }) => inputWidth === photoNumber)
    if (!row) throw new Error('a provider was called for a photo without a job')
    calls.set(row.id, (calls.get(row.id) ?? 0) + 1)
    if (tables.isTakenAway(row.id, node.id)) onViolation('a provider was called after the photo was taken over')
    if (isOpen(row) && !store.objects.has(inputKey(row.id))) onViolation('an open job had no photo')
  }

  /** A limit that is reached, a service that is left alone, money that is spent. */
  function admit(): CallAdmission {
    if (!random.chance(plan.crowded)) return { mayGo: true }
    const waitMilliseconds = random.between(10, 3000)
    return random.pick<CallAdmission>([
      { mayGo: false, because: 'rate', waitMilliseconds },
      { mayGo: false, because: 'busy', waitMilliseconds: null },
      { mayGo: false, because: 'circuit', waitMilliseconds: 4 * waitMilliseconds, reason: 'overloaded' },
      { mayGo: false, because: 'budget', details: 'The daily budget is used up.' },
    ])
  }

  function providersOf(node: SimulatedNode): NodeWorld['providers'] {
    const longest = 1.3 * Math.max(...plan.requests.map(({ windowMilliseconds }) => windowMilliseconds))
    const mayRepeat = plan.slot.onUnknownOutcome === 'again'
    const service = (name: 'first' | 'second' | 'third') =>
      createSimulatedProvider({
        ...{ name, node, time, plan: plan.services[name], ordered, mayRepeat, onViolation },
        behave: () => drawBehaviour(random, longest),
        onCall: (photoNumber) => noteCall(node, photoNumber),
      })
    const studio = createSimulatedProvider({
      ...{ name: 'studio', node, time, plan: local, ordered, mayRepeat, onViolation },
      behave: () => drawBehaviour(random, 3000),
      onCall() {},
    })
    return { first: service('first'), second: service('second'), third: service('third'), studio }
  }

  function logOf({ id }: SimulatedNode): Logger {
    const write = ({ err, ...more }: { err?: Error }, message: string) =>
      onLine(`${time.now().toFixed(1)} ${id}: ${message} ${JSON.stringify(more)} ${err?.message ?? ''}`)
    return { info: write, warn: write, error: write } as unknown as Logger
  }

  return {
    tables,
    store,
    calls,
    isOpen,
    /** Is a statement on its way that may still change a row? */
    isAsked: () => databaseLine.underWay() > 0,
    /** Everything a node finds outside itself. */
    connect(node: SimulatedNode, concurrency: number) {
      const { notifications: line, lose } = notifications.connect(node)
      const nodeStore = store.connect(node)
      const world: NodeWorld = {
        ...createSimulatedDatabase({ line: databaseLine, tables, node, slot: plan.slot, admit }),
        ...{ node, notifications: line, store: nodeStore, providers: providersOf(node), concurrency },
        takeIn: createSimulatedTakeIn({ node, store: nodeStore }),
        random: () => random.between(0, 1),
        log: logOf(node),
      }
      return { world, loseLine: lose }
    },
  }
}

export type SimulatedWorld = ReturnType<typeof createSimulatedWorld>
