import { Button, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Send } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { type Delivery, testWebhook, webhooksQuery } from '../../api/webhooks.ts'
import { Caution } from '../../parts/caution.tsx'
import { Problem } from '../../parts/problem.tsx'
import { Said } from '../../parts/said.tsx'
import { Section } from '../../parts/section.tsx'
import { useFormats } from '../../words/formats.ts'
import classes from './delivery-item.module.css'

/** Sends a message at once and says what came of it. */
export function WebhookTest({ webhookId }: { webhookId: string }) {
  const { t } = useTranslation()
  const queryClient = useQueryClient()
  const test = useMutation({
    mutationFn: () => testWebhook(webhookId),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: webhooksQuery.queryKey }),
  })
  return (
    <Section
      title={t('webhooks.test')}
      text={t('webhooks.testText')}
      actions={
        <Button
          variant="default"
          leftSection={<Send size={16} aria-hidden />}
          loading={test.isPending}
          onClick={() => test.mutate()}
        >
          {t('webhooks.sendTest')}
        </Button>
      }
    >
      <Problem error={test.error} />
      <div aria-live="polite">{test.data && <Outcome delivery={test.data} />}</div>
    </Section>
  )
}

function Outcome({ delivery }: { delivery: Delivery }) {
  const { t } = useTranslation()
  const { seconds } = useFormats()
  const { status, http_status: code, last_milliseconds: took, error, remark } = delivery
  if (status === 'delivered')
    return <Text className={classes.good}>{t('webhooks.testGood', { code, took: seconds(took ?? 0) })}</Text>
  return (
    <Caution isGrave>
      {code === null ? t('webhooks.testNoAnswer') : t('webhooks.testBad', { code })}{' '}
      {code === null && error !== null && <Said remark={remark ?? { code: null, params: {}, text: error }} />}
    </Caution>
  )
}
