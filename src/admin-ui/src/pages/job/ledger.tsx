import { useTranslation } from 'react-i18next'
import type { WholeJob } from '../../api/jobs.ts'
import { useKnownWords } from '../../parts/known-words.ts'
import { Section } from '../../parts/section.tsx'
import { useFormats } from '../../words/formats.ts'
import classes from './ledger.module.css'
import { readLedger } from './read-ledger.ts'

/** Where the time went: one bar for each stay, in the order of the way, on the scale of the window. */
export function Ledger({ job }: { job: WholeJob }) {
  const { t } = useTranslation()
  const { duration } = useFormats()
  const sayHop = useKnownWords('jobs.hops')
  const { stays, total, scale, window } = readLedger(job)
  if (stays.length === 0) return null
  return (
    <Section isFrameless title={t('jobs.ledger')}>
      <ol className={classes.ledger}>
        {stays.map(({ key, hop, spent, start }) => (
          <li key={key} className={classes.stay}>
            <span>{sayHop(hop)}</span>
            <span className={classes.track} aria-hidden>
              <span
                className={classes.bar}
                data-foreign={hop === 'provider' || hop === 'download' || undefined}
                style={{ left: `${(start / scale) * 100}%`, width: `${(spent / scale) * 100}%` }}
              />
              {window !== null && <span className={classes.window} style={{ left: `${(window / scale) * 100}%` }} />}
            </span>
            <span className={classes.spent}>{duration(spent)}</span>
          </li>
        ))}
      </ol>
      <p className={classes.sum}>
        {window === null
          ? t('jobs.ledgerSum', { total: duration(total) })
          : t('jobs.ledgerOf', { total: duration(total), window: duration(window) })}
      </p>
    </Section>
  )
}
