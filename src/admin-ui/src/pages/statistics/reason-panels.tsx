import { useTranslation } from 'react-i18next'
import type { Statistics } from '../../api/statistics.ts'
import { useKnownWords } from '../../parts/known-words.ts'
import { Section } from '../../parts/section.tsx'
import { useFormats } from '../../words/formats.ts'
import classes from './statistics-page.module.css'

/** Why photos came to nothing, each reason in a sentence. */
export function ReasonPanels({ figures }: { figures: Statistics['whole'] }) {
  const { t } = useTranslation()
  return (
    <div className={classes.pair}>
      <ReasonPanel
        title={t('statistics.failures')}
        none={t('statistics.noFailures')}
        reasons={figures.failure_reasons}
      />
      <ReasonPanel
        title={t('statistics.refusals')}
        none={t('statistics.noRefusals')}
        reasons={figures.refusal_reasons}
      />
    </div>
  )
}

interface ReasonPanelProps {
  title: string
  none: string
  reasons: Readonly<Record<string, number>>
}

function ReasonPanel({ title, none, reasons }: ReasonPanelProps) {
  const { number } = useFormats()
  const say = useKnownWords('reasons')
  const sorted = Object.entries(reasons).sort(([, one], [, other]) => other - one)
  return (
    <Section title={title}>
      {sorted.length === 0 ? (
        <p className={classes.foot}>{none}</p>
      ) : (
        <ul className={classes.reasons}>
          {sorted.map(([reason, count]) => (
            <li key={reason}>
              <b>{number(count)}</b>
              <span>{say(reason)}</span>
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}
