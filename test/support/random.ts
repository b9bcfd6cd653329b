/** Chance that can be repeated: the same seed draws the same (mulberry32). */
export function createRandom(seed: number) {
  let state = seed >>> 0

  function fraction(): number {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  const between = (least: number, most: number) => least + (most - least) * fraction()

  return {
    between,
    /** A whole number, both ends included. */
    whole: (least: number, most: number) => Math.floor(between(least, most + 1)),
    chance: (likelihood: number) => fraction() < likelihood,
    pick: <const Value>(values: readonly [Value, ...Value[]]): Value =>
      values[Math.floor(fraction() * values.length)] ?? values[0],
  }
}

export type Random = ReturnType<typeof createRandom>
