/** How far the gateway's clock is ahead of this device's: between these two, as far as its answers tell. */
let least = Number.NEGATIVE_INFINITY
let most = Number.POSITIVE_INFINITY

/** Each answer says the second in which it was written, and that was after it was asked for and before it was here. */
export function noteServerTime(answer: Response, askedAt: number): void {
  const written = Date.parse(answer.headers.get('date') ?? '')
  if (Number.isNaN(written)) return
  const [low, high] = [written - Date.now(), written + 1000 - askedAt]
  // One of the clocks has been set: what was known is worth nothing.
  const isNew = low > most || high < least
  least = isNew ? low : Math.max(least, low)
  most = isNew ? high : Math.min(most, high)
}

/** Milliseconds since 1970 by the gateway's clock: tablets are often minutes wrong, and deadlines are seconds. */
export function serverNow(): number {
  const isKnown = Number.isFinite(least) && Number.isFinite(most)
  return Date.now() + (isKnown ? (least + most) / 2 : 0)
}
