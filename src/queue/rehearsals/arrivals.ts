import { createHash } from 'node:crypto'

/** Milliseconds from one guest to the next: they come when they like, so many in the long run. Always the same for one seed. */
export function arrivalsOf(seed: string, meanMilliseconds: number): () => number {
  let count = 0
  return () => {
    count += 1
    const random = createHash('sha256').update(`${seed} ${count}`).digest().readUInt32BE() / 2 ** 32
    return -Math.log(1 - random) * meanMilliseconds
  }
}
