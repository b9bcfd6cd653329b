import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { cleanerRunsQuery } from '../../api/cleaner.ts'
import { Caution } from '../../parts/caution.tsx'
import { useFailureWords } from '../../parts/failure-words.ts'
import { PageFrame } from '../../parts/page-frame.tsx'
import { CleanNow } from './clean-now.tsx'
import classes from './cleaner-page.module.css'
import { RunList } from './run-list.tsx'

/** What has reached the end of its time, and what became of it. */
export function CleanerPage() {
  const { t } = useTranslation()
  const describe = useFailureWords()
  const runs = useQuery(cleanerRunsQuery)
  return (
    <PageFrame title={t('cleaner.title')}>
      <div className={classes.page}>
        <p className={classes.intro}>{t('cleaner.intro')}</p>
        <CleanNow />
        {runs.isError && <Caution isGrave>{describe(runs.error)}</Caution>}
        {(runs.data || !runs.isError) && <RunList runs={runs.data} />}
      </div>
    </PageFrame>
  )
}
