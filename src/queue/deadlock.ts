const deadlockDetected = '40P01'

/**
 * A worker takes the message and then the row, whoever ends a job the row and then the message. Where the two meet,
 * PostgreSQL refuses one of them whole, after a second; that one begins again.
 */
export async function beyondDeadlock<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (!isDeadlock(error)) throw error
    return work()
  }
}

const codeOf = (error: unknown) => (error as { code?: unknown } | undefined)?.code
const isDeadlock = (error: unknown) =>
  codeOf(error) === deadlockDetected || codeOf((error as Error | undefined)?.cause) === deadlockDetected
