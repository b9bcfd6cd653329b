import { Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { serverNow } from '../../api/server-time.ts'
import { removeWebhook, rotateSecret, type Webhook, webhooksQuery } from '../../api/webhooks.ts'
import { AskOnce } from '../../parts/ask-once.tsx'
import { Section } from '../../parts/section.tsx'
import { ShownOnce } from '../../parts/shown-once.tsx'
import { useFormats } from '../../words/formats.ts'

/** A new secret, or the end. */
export function WebhookDanger({ webhook }: { webhook: Webhook }) {
  const { t } = useTranslation()
  const { moment } = useFormats()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const rotate = useMutation({
    mutationFn: () => rotateSecret(webhook.id),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: webhooksQuery.queryKey }),
  })
  const remove = useMutation({
    mutationFn: () => removeWebhook(webhook.id),
    async onSuccess() {
      await navigate({ to: '/admin/webhooks' })
      queryClient.removeQueries({ queryKey: ['webhooks', webhook.id] })
      await queryClient.invalidateQueries({ queryKey: webhooksQuery.queryKey })
    },
  })
  const { previous_secret_until: until } = webhook
  return (
    <Section title={t('webhooks.secretAndEnd')}>
      <Stack align="start">
        {rotate.data ? (
          <ShownOnce label={t('webhooks.secret')} secret={rotate.data.secret} help={t('webhooks.secretHelp')} />
        ) : (
          <AskOnce
            label={t('webhooks.rotate')}
            question={t('webhooks.rotateQuestion')}
            confirm={t('webhooks.rotateConfirm')}
            isHarmless
            isPending={rotate.isPending}
            error={rotate.error}
            onConfirm={() => rotate.mutate()}
          />
        )}
        {until !== null && Date.parse(until) > serverNow() && (
          <Text size="sm">{t('webhooks.bothUntil', { when: moment(until) })}</Text>
        )}
        <AskOnce
          label={t('webhooks.delete')}
          question={t('webhooks.deleteQuestion')}
          confirm={t('webhooks.deleteConfirm')}
          isPending={remove.isPending}
          error={remove.error}
          onConfirm={() => remove.mutate()}
        />
      </Stack>
    </Section>
  )
}
