import { Button, Progress, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { cleanerRunsQuery, runCleaner } from '../../api/cleaner.ts'
import { AskOnce } from '../../parts/ask-once.tsx'
import { Caution } from '../../parts/caution.tsx'
import { useFailureWords } from '../../parts/failure-words.ts'
import { Section } from '../../parts/section.tsx'
import classes from './cleaner-page.module.css'
import { CleaningReport } from './cleaning-report.tsx'

/** A look at what would go, and a run at once. */
export function CleanNow() {
  const { t } = useTranslation()
  const describe = useFailureWords()
  const queryClient = useQueryClient()
  const run = useMutation({
    mutationFn: runCleaner,
    onSuccess: () => queryClient.invalidateQueries({ queryKey: cleanerRunsQuery.queryKey }),
  })
  return (
    <Section
      title={t('cleaner.now')}
      actions={
        <div className={classes.actions}>
          <Button variant="default" disabled={run.isPending} onClick={() => run.mutate(true)}>
            {t('cleaner.look')}
          </Button>
          <AskOnce
            label={t('cleaner.clean')}
            look={{ variant: 'filled', disabled: run.isPending }}
            title={t('cleaner.askTitle')}
            question={t('cleaner.askText')}
            confirm={t('cleaner.clean')}
            isPending={run.isPending}
            error={null}
            isHarmless
            onConfirm={() => run.mutate(false)}
          />
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
    </Section>
  )
}
