import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { overviewQuery } from '../../api/overview.ts'
import { resumeQueue } from '../../api/queue.ts'
import { useFailureNotice } from '../../parts/failure-words.ts'

/** Lets the workers take photos again. */
export function ResumeButton() {
  const { t } = useTranslation()
  const queryClient = useQueryClient()
  const onError = useFailureNotice()
  const resume = useMutation({
    mutationFn: resumeQueue,
    onError,
    async onSuccess() {
      await Promise.all([overviewQuery, { queryKey: ['queue'] }].map((known) => queryClient.invalidateQueries(known)))
    },
  })
  return (
    <Button size="compact-sm" variant="default" loading={resume.isPending} onClick={() => resume.mutate()}>
      {t('dashboard.warnings.resume')}
    </Button>
  )
}
