import { recordChange } from '../../accounts/audit.ts'
import type { Transaction } from '../../database.ts'
import { GatewayError } from '../../errors.ts'

/** All that something may be made of a job's images with, by the names of the owner's list. */
export const orchestratorNames = [
  'vision',
  'gpt',
  'avatar',
  'video',
  'gallery-export',
  'sceneplates-export',
  'pano-export',
  'external-sync',
] as const

export type OrchestratorName = (typeof orchestratorNames)[number]

export interface OrchestratorStatus {
  state: 'ready' | 'not_configured'
  /** Variables of the environment without which it does nothing. */
  missing: string[]
  /** As the environment names them. */
  models: string[]
}

/** What would be sent, without sending it: no address of a file and no secret is in it. */
interface PlannedStep {
  /** An image, a shoot or the job. */
  subject: string
  /** A model, or the host that is called. */
  to: string
  sends: Record<string, unknown>
}

interface Started {
  /** How many images, shoots or calls. */
  count: number
}

export interface Orchestrator {
  name: OrchestratorName
  status(): OrchestratorStatus
  /** Also for one that is not configured. */
  plan(jobId: string): Promise<PlannedStep[]>
  /** Throws `not_configured` with the variables that are missing. */
  run(jobId: string, who: string): Promise<Started>
}

export const statusOf = (
  wanted: Readonly<Record<string, unknown>>,
  models: (string | undefined)[],
): OrchestratorStatus => {
  const missing = Object.entries(wanted).flatMap(([name, value]) => (value === undefined ? [name] : []))
  return {
    state: missing.length === 0 ? 'ready' : 'not_configured',
    missing,
    models: models.filter((model) => model !== undefined),
  }
}

export function notConfigured(missing: readonly string[]): GatewayError {
  const details = `This needs ${missing.join(', ')} in the environment.`
  return new GatewayError('not_configured', 'not configured', { details })
}

export function requireConfigured({ missing }: OrchestratorStatus): void {
  if (missing.length > 0) throw notConfigured(missing)
}

/** That a person has let one run, beside what that begins. */
export async function recordRun(
  tx: Transaction,
  { who, ...after }: { who: string; job: string; name: OrchestratorName },
) {
  await recordChange(tx, { who, what: 'pix_job.orchestrator_run', before: null, after })
}
