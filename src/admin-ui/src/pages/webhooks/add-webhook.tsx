import { Button, Group, Stack } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { addWebhook, webhooksQuery } from '../../api/webhooks.ts'
import { useFieldFailures } from '../../parts/field-failures.ts'
import { Problem } from '../../parts/problem.tsx'
import { Section } from '../../parts/section.tsx'
import { ShownOnce } from '../../parts/shown-once.tsx'
import classes from './add-webhook.module.css'
import { type TypedWebhook, WebhookFields } from './webhook-fields.tsx'

const nothing: TypedWebhook = { url: '', label: '', events: ['job.done', 'job.failed'] }

export function AddWebhook({ onClose }: { onClose(): void }) {
  const { t } = useTranslation()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const goTo = (webhookId: string) => void navigate({ to: '/admin/webhooks/$webhookId', params: { webhookId } })
  const [typed, setTyped] = useState(nothing)
  const [isMissingEvents, setMissingEvents] = useState(false)
  const add = useMutation({
    mutationFn: addWebhook,
    onSuccess: () => queryClient.invalidateQueries({ queryKey: webhooksQuery.queryKey }),
  })
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    setMissingEvents(typed.events.length === 0)
    if (typed.events.length > 0) add.mutate({ ...typed, url: typed.url.trim(), enabled: true })
  }
  const isAtField = Object.keys(useFieldFailures(add.error)).length > 0
  return (
    <div className={classes.place}>
      <Section title={t('webhooks.addTitle')}>
        {add.data ? (
          <Stack>
            <ShownOnce label={t('webhooks.secret')} secret={add.data.secret} help={t('webhooks.secretHelp')} />
            <Group gap="xs">
              <Button onClick={() => goTo(add.data.id)}>{t('webhooks.goOn')}</Button>
              <Button variant="default" onClick={onClose}>
                {t('people.done')}
              </Button>
            </Group>
          </Stack>
        ) : (
          <form onSubmit={onSubmit}>
            <Stack>
              {!isAtField && <Problem error={add.error} />}
              <WebhookFields
                value={typed}
                onChange={setTyped}
                error={add.error}
                isMissingEvents={isMissingEvents && typed.events.length === 0}
              />
              <Group gap="xs">
                <Button type="submit" loading={add.isPending}>
                  {t('webhooks.add')}
                </Button>
                <Button variant="default" onClick={onClose}>
                  {t('parts.keep')}
                </Button>
              </Group>
            </Stack>
          </form>
        )}
      </Section>
    </div>
  )
}
