import { Button, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ChevronRight, Plus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Webhook, webhooksQuery } from '../../api/webhooks.ts'
import { EmptyNote } from '../../parts/empty-note.tsx'
import { PageFrame } from '../../parts/page-frame.tsx'
import { AddWebhook } from './add-webhook.tsx'
import { HealthSign } from './health-sign.tsx'
import classes from './webhooks-page.module.css'

const skeletons = ['one', 'two', 'three']

/** Which other machines are told what happens. */
export function WebhooksPage() {
  const { t } = useTranslation()
  const { data: webhooks } = useQuery(webhooksQuery)
  const [isAdding, setAdding] = useState(false)
  const add = (
    <Button leftSection={<Plus size={17} aria-hidden />} onClick={() => setAdding(true)}>
      {t('webhooks.add')}
    </Button>
  )
  const isEmpty = webhooks?.length === 0
  return (
    <PageFrame title={t('webhooks.title')} isNarrow actions={!isEmpty && !isAdding && add}>
      {isAdding && <AddWebhook onClose={() => setAdding(false)} />}
      {isEmpty && !isAdding && (
        <EmptyNote title={t('webhooks.noneTitle')} text={t('webhooks.noneText')}>
          {add}
        </EmptyNote>
      )}
      {!isEmpty && (
        <ul className={classes.list} aria-label={t('webhooks.title')} aria-busy={webhooks === undefined}>
          {webhooks?.map((webhook) => (
            <li key={webhook.id}>
              <WebhookLink webhook={webhook} />
            </li>
          )) ??
            skeletons.map((key) => (
              <li key={key}>
                <Skeleton height={74} radius={0} />
              </li>
            ))}
        </ul>
      )}
    </PageFrame>
  )
}

function WebhookLink({ webhook }: { webhook: Webhook }) {
  return (
    <Link to="/admin/webhooks/$webhookId" params={{ webhookId: webhook.id }} className={classes.webhook}>
      <span className={classes.what}>
        <span className={classes.name}>{webhook.label || URL.parse(webhook.url)?.host}</span>
        <span className={classes.address}>{webhook.url}</span>
      </span>
      <HealthSign webhook={webhook} />
      <ChevronRight size={18} aria-hidden />
    </Link>
  )
}
