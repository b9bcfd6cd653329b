const tickMilliseconds = 10
const worthKeepingMilliseconds = 15

/** How late our own timers were: what the measuring process adds to what it measures. */
export function watchEventLoop() {
  const stalls: { endedAt: number; milliseconds: number }[] = []
  let last = performance.now()
  const timer = setInterval(() => {
    const now = performance.now()
    const milliseconds = now - last - tickMilliseconds
    if (milliseconds > worthKeepingMilliseconds) stalls.push({ endedAt: now, milliseconds })
    last = now
  }, tickMilliseconds).unref()

  return {
    longest: () => Math.max(0, ...stalls.map(({ milliseconds }) => milliseconds)),
    /** The longest stall that may have delayed what was seen at that moment. */
    before(moment: number): number {
      const near = stalls.filter(
        ({ endedAt, milliseconds }) => endedAt - milliseconds <= moment && endedAt >= moment - milliseconds - 50,
      )
      return Math.max(0, ...near.map(({ milliseconds }) => milliseconds))
    },
    stop: () => clearInterval(timer),
  }
}

export type EventLoopWatch = ReturnType<typeof watchEventLoop>
