import { Button, Progress, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { cleanerRunsQuery, runCleaner } from '../../api/cleaner.ts'
import { AgreeDialog } from '../../parts/agree-dialog.tsx'
import { Caution } from '../../parts/caution.tsx'
import { useFailureWords } from '../../parts/failure-words.ts'
import { Panel } from '../../parts/panel.tsx'
import classes from './cleaner-page.module.css'
import { CleaningReport } from './cleaning-report.tsx'

/** A look at what would go, and a run at once. */
export function CleanNow() {
  const { t } = useTranslation()
  const describe = useFailureWords()
  const queryClient = useQueryClient()
  const [isAsked, setAsked] = useState(false)
  const run = useMutation({
    mutationFn: runCleaner,
    onSuccess: () => queryClient.invalidateQueries({ queryKey: cleanerRunsQuery.queryKey }),
  })
  const clean = () => {
    setAsked(false)
    run.mutate(false)
  }
  return (
    <Panel
      title={t('cleaner.now')}
      actions={
        <div className={classes.actions}>
          <Button variant="default" disabled={run.isPending} onClick={() => run.mutate(true)}>
            {t('cleaner.look')}
          </Button>
          <Button disabled={run.isPending} onClick={() => setAsked(true)}>
            {t('cleaner.clean')}
          </Button>
        </div>
      }
    >
      <div role="status" className={classes.progress}>
        {run.isPending && (
          <>
            <Text>{t(run.variables ? 'cleaner.looking' : 'cleaner.cleaning')}</Text>
            <Progress value={100} striped animated aria-label={t(run.variables ? 'cleaner.look' : 'cleaner.clean')} />
          </>
        )}
        {run.isError && <Caution>{describe(run.error)}</Caution>}
        {run.isSuccess && <CleaningReport run={run.data} />}
        {run.isIdle && <p className={classes.quiet}>{t('cleaner.nowText')}</p>}
      </div>
      <AgreeDialog
        isOpen={isAsked}
        title={t('cleaner.askTitle')}
        action={t('cleaner.clean')}
        isPending={false}
        error={null}
        onAgree={clean}
        onClose={() => setAsked(false)}
      >
        <Text>{t('cleaner.askText')}</Text>
      </AgreeDialog>
    </Panel>
  )
}
