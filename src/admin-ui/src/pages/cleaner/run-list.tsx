import { Skeleton } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { CleanerRun } from '../../api/cleaner.ts'
import { useKnownWords } from '../../parts/known-words.ts'
import { Section } from '../../parts/section.tsx'
import { useFormats } from '../../words/formats.ts'
import classes from './cleaner-page.module.css'
import { ErrorList } from './cleaning-report.tsx'
import { groupRuns, type RunLine } from './group-runs.ts'

/** What the cleaner has done of late, the newest first. */
export function RunList({ runs }: { runs: readonly CleanerRun[] | undefined }) {
  const { t } = useTranslation()
  return (
    <Section title={t('cleaner.runs')}>
      {runs === undefined && <Skeleton height={240} aria-busy />}
      {runs?.length === 0 && <p className={classes.quiet}>{t('cleaner.noRuns')}</p>}
      <ul className={classes.runs}>
        {groupRuns(runs ?? []).map((line) =>
          line.kind === 'run' ? (
            <Run key={line.run.started_at} run={line.run} />
          ) : (
            <QuietRuns key={line.until} line={line} />
          ),
        )}
      </ul>
    </Section>
  )
}

function Run({ run }: { run: CleanerRun }) {
  const { t } = useTranslation()
  const { moment, number, bytes, duration, list } = useFormats()
  const sayKind = useKnownWords('cleaner.kinds')
  const { started_at: at, removed, errors } = run
  const kinds = Object.entries(removed)
    .sort(([, one], [, other]) => other - one)
    .map(([kind, count]) => `${sayKind(kind)}: ${number(count)}`)
  return (
    <li className={classes.run}>
      <span>{at && moment(at)}</span>
      <span className={classes.what}>{kinds.length > 0 ? list(kinds) : t('cleaner.nothing')}</span>
      <span className={classes.figures}>
        {run.bytes > 0 && `${bytes(run.bytes)} · `}
        {duration(run.milliseconds)}
      </span>
      <ErrorList errors={errors} />
    </li>
  )
}

function QuietRuns({ line: { count, from, until } }: { line: Extract<RunLine, { kind: 'quiet' }> }) {
  const { t } = useTranslation()
  const { span } = useFormats()
  return (
    <li className={classes.run} data-quiet>
      <span>{span(from, until)}</span>
      <span className={classes.what}>{t('cleaner.quiet', { count })}</span>
    </li>
  )
}
