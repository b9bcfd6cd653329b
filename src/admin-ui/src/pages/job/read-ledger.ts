import type { WholeJob } from '../../api/jobs.ts'

interface Stay {
  key: string
  hop: string
  /** Milliseconds, and those before it. */
  spent: number
  start: number
}

/** The ledger of a job for drawing; its form is the gateway's own affair, so nothing is taken for granted. */
export function readLedger(job: Pick<WholeJob, 'ledger' | 'received_at' | 'deadline_at'>) {
  const stays: Stay[] = []
  let start = 0
  for (const [at, entry] of job.ledger.entries()) {
    const { hop, spent } = (entry ?? {}) as { hop?: unknown; spent?: unknown }
    if (typeof hop !== 'string' || typeof spent !== 'number') continue
    stays.push({ key: `${at} ${hop}`, hop, spent, start })
    start += spent
  }
  const { received_at: received, deadline_at: deadline } = job
  const window = received && deadline ? Date.parse(deadline) - Date.parse(received) : null
  // A window that is far longer than the way would leave only slivers.
  const isShown = window !== null && window < start * 4
  return { stays, total: start, scale: Math.max(start, isShown ? window : 0, 1), window: isShown ? window : null }
}
