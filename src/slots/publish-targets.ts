import type { Transaction } from '../database.ts'
import { inArray } from '../drizzle.ts'
import { pixJobs, pixShoots } from '../pix-schema.ts'
import { refusal } from './check-slot.ts'
import type { SlotSettings } from './slot.ts'

/** Whoever saves a slot is told of a target that is not there: a picture must not vanish into a name mistyped. */
export async function requireTargets(
  tx: Transaction,
  { publishTargets: targets = [] }: SlotSettings,
  at: readonly string[] = [],
): Promise<void> {
  if (targets.length === 0) return
  const shootIds = targets.flatMap((target) => (target.kind === 'pix_shoot' ? [target.shootId] : []))
  const jobIds = targets.flatMap((target) => (target.kind === 'pix_job' ? [target.jobId] : []))
  const shoots = await tx.select({ id: pixShoots.id }).from(pixShoots).where(inArray(pixShoots.id, shootIds))
  const jobs = await tx.select({ id: pixJobs.id }).from(pixJobs).where(inArray(pixJobs.id, jobIds))
  const [knownShoots, knownJobs] = [shoots, jobs].map((rows) => new Set(rows.map(({ id }) => id)))
  const fieldOf = (index: number, name: string) => [...at, 'publishTargets', String(index), name].join('.')
  const problems = targets.flatMap((target, index) => {
    if (target.kind === 'pix_shoot') {
      return knownShoots?.has(target.shootId)
        ? []
        : [{ field: fieldOf(index, 'shootId'), says: 'is not the id of a shoot' }]
    }
    return knownJobs?.has(target.jobId)
      ? []
      : [{ field: fieldOf(index, 'jobId'), says: 'is not the id of a pix.immo job' }]
  })
  if (problems.length > 0) throw refusal(problems)
}
