import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { CleanerRun } from '../../api/cleaner.ts'
import { useKnownWords } from '../../parts/known-words.ts'
import { useFormats } from '../../words/formats.ts'
import classes from './cleaner-page.module.css'

/** One run as a list to read: what has gone, or would go. */
export function CleaningReport({ run }: { run: CleanerRun }) {
  const { t } = useTranslation()
  const { number, bytes, duration } = useFormats()
  const sayKind = useKnownWords('cleaner.kinds')
  const { removed, errors, dry_run: isDry } = run
  const kinds = Object.entries(removed).sort(([, one], [, other]) => other - one)
  const isNothing = kinds.length === 0
  const title = isDry
    ? t(isNothing ? 'cleaner.wouldNothing' : 'cleaner.would')
    : t(isNothing ? 'cleaner.wasNothing' : 'cleaner.was')
  return (
    <>
      <Text fw={500}>{title}</Text>
      {!isNothing && (
        <dl className={classes.kinds}>
          {kinds.map(([kind, count]) => (
            <Kind key={kind} label={sayKind(kind)} value={number(count)} />
          ))}
          {run.bytes > 0 && <Kind label={t('cleaner.space')} value={bytes(run.bytes)} />}
        </dl>
      )}
      <p className={classes.quiet}>{t('cleaner.took', { time: duration(run.milliseconds) })}</p>
      <ErrorList errors={errors} />
    </>
  )
}

function Kind({ label, value }: { label: string; value: string }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </>
  )
}

export function ErrorList({ errors }: { errors: readonly string[] }) {
  const { t } = useTranslation()
  if (errors.length === 0) return null
  return (
    <ul className={classes.errors} aria-label={t('cleaner.errors', { count: errors.length })}>
      {[...new Set(errors)].map((error) => (
        <li key={error} lang="en">
          {error}
        </li>
      ))}
    </ul>
  )
}
