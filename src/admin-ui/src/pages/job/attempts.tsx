import { useTranslation } from 'react-i18next'
import type { WholeJob } from '../../api/jobs.ts'
import { useFieldWords } from '../../parts/field-words.ts'
import { useKnownWords } from '../../parts/known-words.ts'
import { Section } from '../../parts/section.tsx'
import { useFormats } from '../../words/formats.ts'
import classes from './attempts.module.css'
import { Facts } from './facts.tsx'

/** Each call that was made for the photo. */
export function Attempts({ job: { attempts } }: { job: WholeJob }) {
  const { t } = useTranslation()
  if (attempts.length === 0) return null
  return (
    <Section isFrameless title={t('jobs.attempts')}>
      <ol className={classes.attempts}>
        {attempts.map((attempt) => (
          <li key={`${attempt.epoch} ${attempt.number}`}>
            <Attempt attempt={attempt} />
          </li>
        ))}
      </ol>
    </Section>
  )
}

function Attempt({ attempt }: { attempt: WholeJob['attempts'][number] }) {
  const { t } = useTranslation()
  const { duration, number, price } = useFormats()
  const sayOutcome = useKnownWords('jobs.outcomes')
  const sayKind = useKnownWords('jobs.failureKinds')
  const { choiceOf } = useFieldWords()
  const { provider, model, operation, milliseconds, outcome, kind, http_status: status, cost_usd: cost } = attempt
  const facts = [
    [t('jobs.operation'), choiceOf(operation)],
    [t('jobs.took'), milliseconds === null ? null : duration(milliseconds)],
    [t('jobs.cost'), cost === null ? null : price(cost)],
    [t('jobs.billed'), attempt.billed && t(`jobs.billedAs.${attempt.billed}`)],
    [t('jobs.kind'), [kind && sayKind(kind), status && `HTTP ${status}`].filter(Boolean).join(', ')],
    [t('jobs.link'), attempt.link > 1 ? number(attempt.link) : null],
    [t('jobs.request'), attempt.provider_request_id && <code>{attempt.provider_request_id}</code>],
  ] as const
  return (
    <div className={classes.attempt}>
      <div className={classes.head}>
        <b>{model === null ? provider : `${provider} · ${model}`}</b>
        <span className={classes.outcome} data-good={outcome === 'done' || undefined}>
          {sayOutcome(outcome)}
        </span>
      </div>
      <Facts facts={facts} />
    </div>
  )
}
