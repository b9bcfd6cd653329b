import { Readable } from 'node:stream'
import type { Store } from '../../src/media/store.ts'
import type { SimulatedLine } from './simulated-line.ts'
import type { SimulatedNode } from './simulated-node.ts'
import type { SimulatedTime } from './simulated-time.ts'

interface Dependencies {
  line: SimulatedLine
  time: SimulatedTime
  onDelete(key: string): void
}

/** Bytes in memory that all nodes share, at the end of a line of their own. */
export function createSimulatedStore({ line, time, onDelete }: Dependencies) {
  const objects = new Map<string, Buffer>()
  /** How long each object took to open, at the worst; for ever when it failed. */
  const openMilliseconds = new Map<string, number>()

  async function timed<Value>(key: string, opening: Promise<Value>): Promise<Value> {
    const startedAt = time.now()
    const worst = openMilliseconds.get(key) ?? 0
    openMilliseconds.set(key, Number.POSITIVE_INFINITY)
    const opened = await opening
    openMilliseconds.set(key, Math.max(worst, time.now() - startedAt))
    return opened
  }

  function connect(node: SimulatedNode): Store {
    const ask = <Value>(work: () => Value) => line.send(node, work)
    const unused = () => {
      throw new Error('nobody here needs it')
    }
    return {
      write(key, source) {
        if (!Buffer.isBuffer(source)) throw new Error('the simulation writes buffers')
        return ask(() => {
          objects.set(key, source)
          return source.length
        })
      },
      read: (key) => ask(() => objects.get(key)),
      open(key) {
        const opening = ask(() => {
          const bytes = objects.get(key)
          return bytes && { stream: Readable.from([bytes]), bytes: bytes.length }
        })
        return timed(key, opening)
      },
      delete: (key) =>
        ask(() => {
          const bytes = objects.get(key)?.length ?? 0
          if (objects.delete(key)) onDelete(key)
          return bytes
        }),
      ...{ writeIf: unused, find: unused, copy: unused, list: unused, listPage: unused },
      ...{ signRead: unused, signWrite: unused, identify: unused, name: unused, removeStalePartials: unused },
      prove: unused,
      check: unused,
      measure: unused,
    }
  }

  return { objects, openMilliseconds, connect }
}
