import type { CancelTimer } from '../../src/clock.ts'

interface Event {
  at: number
  order: number
  run: (() => void) | undefined
}

const isBefore = (one: Event, other: Event) => one.at < other.at || (one.at === other.at && one.order < other.order)

/** A heap: the next event is always the first. */
function createAgenda() {
  const heap: Event[] = []
  const swap = (one: number, other: number) => {
    const kept = heap[one] as Event
    heap[one] = heap[other] as Event
    heap[other] = kept
  }

  function rise(at: number): void {
    for (let here = at; here > 0; ) {
      const parent = (here - 1) >> 1
      if (!isBefore(heap[here] as Event, heap[parent] as Event)) return
      swap(here, parent)
      here = parent
    }
  }

  function sink(): void {
    for (let here = 0; ; ) {
      const left = 2 * here + 1
      if (left >= heap.length) return
      const right = left + 1
      const first = right < heap.length && isBefore(heap[right] as Event, heap[left] as Event) ? right : left
      if (!isBefore(heap[first] as Event, heap[here] as Event)) return
      swap(first, here)
      here = first
    }
  }

  return {
    add(event: Event): void {
      heap.push(event)
      rise(heap.length - 1)
    },
    takeFirst(): Event | undefined {
      const first = heap[0]
      const last = heap.pop()
      if (last && heap.length > 0) {
        heap[0] = last
        sink()
      }
      return first
    },
  }
}

/**
 * Time that moves only when nothing can run: each step jumps to the next event. Between two steps the caller lets all
 * promises settle, so nothing that happens "at once" takes any time.
 */
export function createSimulatedTime() {
  const agenda = createAgenda()
  let now = 0
  let order = 0

  return {
    /** Milliseconds since the beginning. */
    now: () => now,
    after(milliseconds: number, run: () => void): CancelTimer {
      const event: Event = { at: now + Math.max(0, milliseconds), order: order++, run }
      agenda.add(event)
      return () => {
        event.run = undefined
      }
    },
    /** Runs the next event. False when there is none left. */
    step(): boolean {
      let event = agenda.takeFirst()
      while (event && !event.run) event = agenda.takeFirst()
      if (!event?.run) return false
      now = event.at
      event.run()
      return true
    },
  }
}

export type SimulatedTime = ReturnType<typeof createSimulatedTime>
