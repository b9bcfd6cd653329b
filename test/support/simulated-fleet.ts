import type { Random } from './random.ts'
import type { SchedulePlan, WorkerPlan } from './schedule-plan.ts'
import { createSimulatedGateway, type NodeWorld, type SimulatedGateway } from './simulated-gateway.ts'
import { createSimulatedNode } from './simulated-node.ts'
import type { SimulatedTime } from './simulated-time.ts'
import type { SimulatedWorld } from './simulated-world.ts'

interface Options {
  random: Random
  plan: SchedulePlan
  time: SimulatedTime
  world: SimulatedWorld
  /** The last word on what a node finds outside. */
  change(world: NodeWorld): NodeWorld
}

type Misfortune = NonNullable<WorkerPlan['misfortune']>

/** The nodes of one schedule: one that answers, the workers, and those that come in place of what died or stopped. */
export function createSimulatedFleet({ random, plan, time, world, change }: Options) {
  const gateways: SimulatedGateway[] = []
  const stopping = new Set<SimulatedGateway>()
  let isClosed = false
  let pendingStops = 0

  function start(name: string, concurrency: number, lineLoss: WorkerPlan['lineLoss']): SimulatedGateway {
    const node = createSimulatedNode(time, `${name}-${gateways.length}`, random.whole(0, 1_000_000))
    const { world: outside, loseLine } = world.connect(node, concurrency)
    const gateway = createSimulatedGateway(change(outside))
    gateways.push(gateway)
    if (lineLoss) time.after(lineLoss.at, () => loseLine(lineLoss.milliseconds, lineLoss.unnoticedMilliseconds))
    gateway.start()
    return gateway
  }

  function stop(gateway: SimulatedGateway, graceMilliseconds: number): void {
    if (stopping.has(gateway) || gateway.node.isDead()) return
    stopping.add(gateway)
    pendingStops += 1
    void gateway.stop(graceMilliseconds).finally(() => {
      pendingStops -= 1
    })
  }

  function strike(gateway: SimulatedGateway, { kind, milliseconds }: Misfortune, concurrency: number): void {
    if (isClosed) return
    if (kind === 'freezes') {
      gateway.node.freeze()
      time.after(milliseconds, gateway.node.thaw)
      return
    }
    if (kind === 'dies') gateway.node.die()
    else stop(gateway, milliseconds)
    time.after(milliseconds, () => {
      if (!isClosed) start('worker', concurrency, undefined)
    })
  }

  function startWorker({ concurrency, misfortune, lineLoss }: WorkerPlan): void {
    const gateway = start('worker', concurrency, lineLoss)
    if (misfortune) time.after(misfortune.at, () => strike(gateway, misfortune, concurrency))
  }

  const api = start('api', plan.isApiWorking ? 2 : 0, plan.apiLineLoss)
  for (const worker of plan.workers) startWorker(worker)

  return {
    api,
    living: () => gateways.filter(({ node }) => !node.isDead()),
    stopAll(): void {
      isClosed = true
      for (const gateway of gateways) stop(gateway, 0)
    },
    /** Nodes that were asked to stop and have not done it; a dead one is not waited for. */
    pendingStops: () => pendingStops,
  }
}

export type SimulatedFleet = ReturnType<typeof createSimulatedFleet>
