import type { Queryable, Transaction } from '../database.ts'
import { eq } from '../drizzle.ts'
import { GatewayError } from '../errors.ts'
import { pixJobs } from '../pix-schema.ts'
import type { PixJob } from './final-rows.ts'

const known = (job: PixJob | undefined): PixJob => {
  if (!job) throw new GatewayError('pix_job_not_found', 'unknown job')
  return job
}

export async function requireJob(on: Queryable, id: string): Promise<PixJob> {
  const [job] = await on.select().from(pixJobs).where(eq(pixJobs.id, id))
  return known(job)
}

/** The same, and nobody else changes it until the transaction ends. Images may come in meanwhile. */
export async function lockJob(tx: Transaction, id: string): Promise<PixJob> {
  const [job] = await tx.select().from(pixJobs).where(eq(pixJobs.id, id)).for('no key update')
  return known(job)
}
