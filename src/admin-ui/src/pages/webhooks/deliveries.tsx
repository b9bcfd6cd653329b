import { Button, NativeSelect, Skeleton, Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Delivery, deliveriesQuery } from '../../api/webhooks.ts'
import { Problem } from '../../parts/problem.tsx'
import { Section } from '../../parts/section.tsx'
import classes from './delivery-item.module.css'
import { DeliveryItem } from './delivery-item.tsx'

const statuses: readonly Delivery['status'][] = ['pending', 'delivered', 'failed']

/** What became of the messages of the last seven days. */
export function Deliveries({ webhookId }: { webhookId: string }) {
  const { t } = useTranslation()
  const [status, setStatus] = useState<Delivery['status'] | ''>('')
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(
    deliveriesQuery(webhookId, status || undefined),
  )
  const deliveries = data?.pages.flatMap((page) => page.deliveries)
  return (
    <Section
      title={t('webhooks.deliveries')}
      text={t('webhooks.deliveriesText')}
      actions={
        <NativeSelect
          aria-label={t('webhooks.status')}
          value={status}
          onChange={({ currentTarget }) => setStatus(currentTarget.value as typeof status)}
          data={[
            { value: '', label: t('webhooks.anyStatus') },
            ...statuses.map((value) => ({ value, label: t(`webhooks.statuses.${value}`) })),
          ]}
        />
      }
    >
      <Problem error={error} />
      {deliveries === undefined && !error && <Skeleton height={58} aria-busy />}
      {deliveries?.length === 0 && <Text size="sm">{t('webhooks.noDeliveries')}</Text>}
      <ul className={classes.list}>
        {deliveries?.map((delivery) => (
          <DeliveryItem key={delivery.id} webhookId={webhookId} delivery={delivery} />
        ))}
      </ul>
      {hasNextPage && (
        <Button variant="default" mt="sm" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('audit.more')}
        </Button>
      )}
    </Section>
  )
}
