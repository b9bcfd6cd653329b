import { Button, Stack } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { changeWebhook, type Webhook, type WebhookEvent, webhooksQuery } from '../../api/webhooks.ts'
import { useFieldFailures } from '../../parts/field-failures.ts'
import { notify } from '../../parts/notify.ts'
import { Problem } from '../../parts/problem.tsx'
import { Section } from '../../parts/section.tsx'
import { type TypedWebhook, WebhookFields } from './webhook-fields.tsx'

/** Where it is and what it is told. Only what was changed is sent, so that two people do not undo each other. */
export function WebhookSettings({ webhook }: { webhook: Webhook }) {
  const { t } = useTranslation()
  const queryClient = useQueryClient()
  const [edits, setEdits] = useState<Partial<TypedWebhook>>({})
  const saved: TypedWebhook = { url: webhook.url, label: webhook.label, events: webhook.events as WebhookEvent[] }
  const typed = { ...saved, ...edits }
  const changed = differing(edits, saved)
  const isChanged = Object.keys(changed).length > 0
  const save = useMutation({
    mutationFn: (sent: Partial<TypedWebhook>) => changeWebhook(webhook.id, sent),
    async onSuccess(_saved, sent) {
      await queryClient.invalidateQueries({ queryKey: webhooksQuery.queryKey })
      // What was typed since it was sent stays.
      setEdits((edits) => differing(edits, sent))
      void notify({ message: t('webhooks.saved') })
    },
  })
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    if (isChanged && typed.events.length > 0) save.mutate(changed)
  }
  const isAtField = Object.keys(useFieldFailures(save.error)).length > 0
  return (
    <Section title={t('webhooks.settings')}>
      <form onSubmit={onSubmit}>
        <Stack>
          {!isAtField && <Problem error={save.error} />}
          <WebhookFields
            value={typed}
            onChange={(now) => setEdits({ ...edits, ...differing(now, typed) })}
            error={save.error}
            isMissingEvents={typed.events.length === 0}
          />
          <Button type="submit" disabled={!isChanged} loading={save.isPending} style={{ alignSelf: 'start' }}>
            {t('settings.save')}
          </Button>
        </Stack>
      </form>
    </Section>
  )
}

/** Those fields that are not as they are there. */
const differing = (typed: Partial<TypedWebhook>, there: Partial<TypedWebhook>): Partial<TypedWebhook> =>
  Object.fromEntries(
    Object.entries(typed).filter(([field, value]) => !isSame(value, there[field as keyof TypedWebhook])),
  )

const isSame = (one: unknown, other: unknown) =>
  Array.isArray(one) && Array.isArray(other)
    ? JSON.stringify(one.toSorted()) === JSON.stringify(other.toSorted())
    : one === other
