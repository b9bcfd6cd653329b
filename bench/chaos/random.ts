/** Chance that comes out the same again: one stream of numbers per name, so that streams do not disturb each other. */
export interface Random {
  /** From `from` up to, not including, `to`. */
  between(from: number, to: number): number
  whole(from: number, to: number): number
  chance(share: number): boolean
  pick<Item>(items: readonly Item[]): Item
  /** Each with its weight. */
  weighted<Item extends { weight: number }>(items: readonly Item[]): Item
}

export function createRandom(name: string): Random {
  const next = mulberry32(hashOf(name))
  const between = (from: number, to: number) => from + next() * (to - from)
  const whole = (from: number, to: number) => Math.floor(between(from, to + 1))

  function pick<Item>(items: readonly Item[]): Item {
    const item = items[Math.floor(next() * items.length)]
    if (item === undefined) throw new Error('nothing to pick from')
    return item
  }

  function weighted<Item extends { weight: number }>(items: readonly Item[]): Item {
    let left = next() * items.reduce((sum, { weight }) => sum + weight, 0)
    for (const item of items) {
      left -= item.weight
      if (left < 0) return item
    }
    return pick(items)
  }

  return { between, whole, chance: (share) => next() < share, pick, weighted }
}

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193)
  return hash >>> 0
}

/** Small, quick, and good enough to choose faults with. */
function mulberry32(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
