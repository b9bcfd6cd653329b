import { CircleCheck, CircleX } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Report } from '../../api/rehearsals.ts'
import { Section } from '../../parts/section.tsx'
import { useFormats } from '../../words/formats.ts'
import { CostForecast } from './cost-forecast.tsx'
import { Figures } from './figures.tsx'
import { ReasonText } from './reason-text.tsx'
import { ServiceTable } from './service-table.tsx'
import { SlotTable } from './slot-table.tsx'
import classes from './verdict.module.css'
import { WindowBars } from './window-bars.tsx'

/** GO or NO-GO, why, and what it rests on. */
export function Verdict({ report }: { report: Report }) {
  const { t } = useTranslation()
  const { number } = useFormats()
  const { verdict, reasons, weakest, figures } = report
  const Icon = verdict === 'go' ? CircleCheck : CircleX
  const others = reasons.slice(1)
  return (
    <>
      <div className={classes.verdict} data-verdict={verdict} role="status">
        <Icon size={56} strokeWidth={1.6} aria-hidden />
        <div>
          <p className={classes.word}>{t(`rehearsal.verdicts.${verdict}`)}</p>
          <p className={classes.sentence}>
            {t('rehearsal.answered', {
              count: figures.shots,
              shots: number(figures.shots),
              inTime: number(figures.answered_in_time),
            })}{' '}
            {t(`rehearsal.verdictText.${verdict}`)}
          </p>
        </div>
      </div>
      <div className={classes.sections}>
        {weakest && (
          <Section title={t(verdict === 'go' ? 'rehearsal.nearest' : 'rehearsal.weakest')}>
            <ReasonText reason={weakest} isHarmless={verdict === 'go'} />
            {others.length > 0 && (
              <>
                <h3 className={classes.more}>{t('rehearsal.alsoWrong')}</h3>
                <ul className={classes.others}>
                  {others.map((reason) => (
                    <li key={`${reason.link} ${reason.slot} ${reason.service}`}>
                      <ReasonText reason={reason} />
                    </li>
                  ))}
                </ul>
              </>
            )}
          </Section>
        )}
        <Section title={t('rehearsal.againstWindow')} text={t('rehearsal.againstWindowText')}>
          <WindowBars slots={report.slots} />
        </Section>
        <CostForecast cost={report.cost} />
        <Figures figures={figures} />
        <SlotTable slots={report.slots} />
        <ServiceTable services={report.services} />
      </div>
    </>
  )
}
