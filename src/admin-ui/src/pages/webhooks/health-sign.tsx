import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { lastDeliveriesQuery, type Webhook } from '../../api/webhooks.ts'
import { healthOf } from './health.ts'
import classes from './health-sign.module.css'

export function HealthSign({ webhook }: { webhook: Webhook }) {
  const { t } = useTranslation()
  const { data: deliveries } = useQuery(lastDeliveriesQuery(webhook.id))
  if (!deliveries) return <Skeleton width={90} height={18} />
  const health = healthOf(webhook, deliveries)
  return (
    <span className={classes.sign} data-health={health}>
      {t(`webhooks.health.${health}`)}
    </span>
  )
}
