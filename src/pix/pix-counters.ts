import { Counter, type Registry } from 'prom-client'
import type { PrivacyFinding } from './privacy/find-private.ts'
import type { WatchReport } from './watch-final-input.ts'

/** What this node has done for pix.immo since it was started. */
export function createPixCounters(registry: Registry) {
  const counter = (name: string, help: string, ...labelNames: string[]) =>
    new Counter({ name: `photochanger_pix_${name}`, help, labelNames, registers: [registry] })

  const finalInputs = counter(
    'final_inputs_total',
    'Files seen in final_input: accepted, faulty (no final image), refused (a name that is not taken), removed.',
    'outcome',
  )
  const imagesEnded = counter('images_ended_total', 'Images that have gone through their pipeline.', 'outcome')
  const privacyChecks = counter('privacy_checks_total', 'Looks at an image for what is private.', 'outcome')
  const privacyFindings = counter('privacy_findings_total', 'What those looks have found.', 'type')
  const serviceCalls = counter(
    'service_calls_total',
    'Questions to services, by what came of them.',
    'stage',
    'outcome',
  )
  const mailTries = counter('mail_tries_total', 'Tries to send a mail, by what came of them.', 'outcome')

  return {
    looked({ accepted, faulty, refused, removed }: WatchReport): void {
      for (const [outcome, count] of Object.entries({ accepted, faulty, refused, removed })) {
        finalInputs.inc({ outcome }, count)
      }
    },
    imageEnded: (outcome: 'processed' | 'error') => imagesEnded.inc({ outcome }),
    /** Null: it could not be looked at. */
    privacyChecked(findings: readonly Pick<PrivacyFinding, 'type'>[] | null): void {
      privacyChecks.inc({ outcome: findings === null ? 'failed' : findings.length > 0 ? 'flagged' : 'clear' })
      for (const { type } of findings ?? []) privacyFindings.inc({ type })
    },
    serviceAsked: (stage: string, outcome: string) => serviceCalls.inc({ stage, outcome }),
    mailTried: (outcome: string) => mailTries.inc({ outcome: outcome.replaceAll(' ', '_') }),
  }
}

export type PixCounters = ReturnType<typeof createPixCounters>
