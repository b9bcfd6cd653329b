import { Button, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { type Delivery, replayDelivery, webhooksQuery } from '../../api/webhooks.ts'
import { Problem } from '../../parts/problem.tsx'
import { Said } from '../../parts/said.tsx'
import { useAgo } from '../../parts/use-ago.ts'
import { useFormats } from '../../words/formats.ts'
import classes from './delivery-item.module.css'

/** One message: whether it arrived, after how many tries, and when the next one is. */
export function DeliveryItem({ webhookId, delivery }: { webhookId: string; delivery: Delivery }) {
  const { t } = useTranslation()
  const ago = useAgo()
  const { moment } = useFormats()
  const queryClient = useQueryClient()
  const replay = useMutation({
    mutationFn: () => replayDelivery(webhookId, delivery.id),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: webhooksQuery.queryKey }),
  })
  const { type, status, attempts, next_at: next, http_status: code, error, remark, happened_at: at } = delivery
  const facts = [
    at !== null && moment(at),
    attempts > 0 && t('webhooks.tries', { count: attempts }),
    code !== null && t('webhooks.answered', { code }),
    next !== null && t('webhooks.next', { when: ago(next) }),
  ].filter((fact) => fact !== false)
  return (
    <li className={classes.delivery}>
      <div className={classes.what}>
        <Text fw={500} component="p" m={0}>
          <code>{type}</code>{' '}
          <span className={classes.status} data-status={status}>
            {t(`webhooks.statuses.${status}`)}
          </span>
        </Text>
        <Text size="sm" c="dimmed">
          {facts.join(' · ')}
        </Text>
        {error !== null && code === null && (
          <Text size="sm">
            <Said remark={remark ?? { code: null, params: {}, text: error }} />
          </Text>
        )}
        <details className={classes.details}>
          <summary>{t('webhooks.data')}</summary>
          <pre>{JSON.stringify(delivery.data, null, 2)}</pre>
        </details>
        <Problem error={replay.error} />
      </div>
      {status !== 'pending' && type !== 'webhook.test' && (
        <Button
          variant="default"
          size="xs"
          loading={replay.isPending}
          aria-label={t('webhooks.replayOne', { type })}
          onClick={() => replay.mutate()}
        >
          {t('webhooks.replay')}
        </Button>
      )}
    </li>
  )
}
