import { Checkbox, Stack, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { WebhookEvent } from '../../api/webhooks.ts'
import { useFieldFailures } from '../../parts/field-failures.ts'

export interface TypedWebhook {
  url: string
  label: string
  events: WebhookEvent[]
}

/** Keys among the words have no dots. */
const events = {
  'job.done': 'jobDone',
  'job.late': 'jobLate',
  'job.failed': 'jobFailed',
  'slot.degraded': 'slotDegraded',
  'budget.near': 'budgetNear',
} as const satisfies Record<WebhookEvent, string>

interface WebhookFieldsProps {
  value: TypedWebhook
  onChange(value: TypedWebhook): void
  /** Of saving it. */
  error: unknown
  isMissingEvents: boolean
}

export function WebhookFields({ value, onChange, error, isMissingEvents }: WebhookFieldsProps) {
  const { t } = useTranslation()
  const failures = useFieldFailures(error)
  return (
    <Stack>
      <TextInput
        label={t('webhooks.url')}
        description={t('webhooks.urlHelp')}
        type="url"
        required
        withAsterisk={false}
        autoComplete="off"
        spellCheck={false}
        value={value.url}
        onChange={({ currentTarget }) => onChange({ ...value, url: currentTarget.value })}
        error={failures.url}
      />
      <TextInput
        label={t('webhooks.label')}
        description={t('webhooks.labelHelp')}
        maxLength={80}
        autoComplete="off"
        value={value.label}
        onChange={({ currentTarget }) => onChange({ ...value, label: currentTarget.value })}
        error={failures.label}
      />
      <Checkbox.Group
        label={t('webhooks.events')}
        value={value.events}
        onChange={(chosen) => onChange({ ...value, events: chosen as WebhookEvent[] })}
        error={isMissingEvents ? t('webhooks.eventsMissing') : failures.events}
      >
        <Stack gap="sm" mt="xs">
          {Object.entries(events).map(([event, word]) => (
            <Checkbox key={event} value={event} label={t(`webhooks.${word}`)} description={t(`webhooks.${word}Help`)} />
          ))}
        </Stack>
      </Checkbox.Group>
    </Stack>
  )
}
