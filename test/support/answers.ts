/** An answer and how long it took. */
export interface TimedAnswer {
  status: number
  retryAfter: string | null
  body: Record<string, unknown>
  milliseconds: number
}

/** Waits for an answer, and for the clock on the wall beside it. */
export async function timed(answering: Promise<Response>): Promise<TimedAnswer> {
  const startedAt = performance.now()
  const answer = await answering
  const milliseconds = performance.now() - startedAt
  const isJson = answer.headers.get('content-type')?.startsWith('application/json')
  const body = isJson ? ((await answer.json()) as Record<string, unknown>) : {}
  if (!isJson) await answer.arrayBuffer()
  return { status: answer.status, retryAfter: answer.headers.get('retry-after'), body, milliseconds }
}

/** Asks again until it is so; `what` is given up after a while, because a test must not hang. */
export async function until(
  what: string,
  isSo: () => Promise<boolean> | boolean,
  milliseconds = 15_000,
): Promise<void> {
  const end = performance.now() + milliseconds
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`it never came to this: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
