import { Anchor, Button, Skeleton, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { changeWebhook, type Webhook, webhookQuery, webhooksQuery } from '../../api/webhooks.ts'
import { Caution } from '../../parts/caution.tsx'
import { PageFrame } from '../../parts/page-frame.tsx'
import { Problem } from '../../parts/problem.tsx'
import { Section } from '../../parts/section.tsx'
import { Deliveries } from './deliveries.tsx'
import { HealthSign } from './health-sign.tsx'
import { WebhookDanger } from './webhook-danger.tsx'
import classes from './webhook-page.module.css'
import { WebhookSettings } from './webhook-settings.tsx'
import { WebhookTest } from './webhook-test.tsx'

/** One endpoint: how it is, what it was told, and what can be changed. */
export function WebhookPage() {
  const { t } = useTranslation()
  const { webhookId } = useParams({ from: '/signed-in/shell/admin/webhooks/$webhookId' })
  const { data: webhook } = useQuery(webhookQuery(webhookId))
  return (
    <PageFrame title={webhook ? nameOf(webhook) : t('webhooks.title')} isNarrow>
      <div className={classes.ways}>
        <Anchor component={Link} to="/admin/webhooks" className={classes.back}>
          <ArrowLeft size={16} aria-hidden />
          {t('webhooks.all')}
        </Anchor>
        {webhook && <HealthSign webhook={webhook} />}
      </div>
      {webhook ? (
        <>
          <State webhook={webhook} />
          <WebhookTest webhookId={webhook.id} />
          <Deliveries webhookId={webhook.id} />
          <WebhookSettings key={webhook.id} webhook={webhook} />
          <WebhookDanger webhook={webhook} />
        </>
      ) : (
        <Skeleton height={420} radius={14} aria-busy />
      )}
    </PageFrame>
  )
}

const nameOf = ({ label, url }: Webhook) => label || (URL.parse(url)?.host ?? url)

function State({ webhook }: { webhook: Webhook }) {
  const { t } = useTranslation()
  const queryClient = useQueryClient()
  const { id, enabled, disabled_because: because, url } = webhook
  const toggle = useMutation({
    mutationFn: () => changeWebhook(id, { enabled: !enabled }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: webhooksQuery.queryKey }),
  })
  return (
    <Section
      title={t(enabled ? 'webhooks.on' : 'webhooks.off')}
      actions={
        <Button variant={enabled ? 'default' : 'filled'} loading={toggle.isPending} onClick={() => toggle.mutate()}>
          {t(enabled ? 'webhooks.switchOff' : 'webhooks.switchOn')}
        </Button>
      }
    >
      <Text className={classes.address}>{url}</Text>
      {!enabled && because !== null && <Caution>{t('webhooks.gone')}</Caution>}
      {!enabled && because === null && (
        <Text size="sm" c="dimmed">
          {t('webhooks.offText')}
        </Text>
      )}
      <Problem error={toggle.error} />
    </Section>
  )
}
