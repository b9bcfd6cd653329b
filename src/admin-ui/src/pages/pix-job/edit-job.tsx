import { Button, Group, Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { changePixJob, type PixJob, type PixJobChange } from '../../api/pix-jobs.ts'
import { useFieldFailures } from '../../parts/field-failures.ts'
import { addressIn, JobFields, type TypedJob } from '../../parts/job-fields.tsx'
import { Problem } from '../../parts/problem.tsx'
import { Section } from '../../parts/section.tsx'

/** Whose job it is, and what it is about. What is not changed here is not sent: somebody else may change it meanwhile. */
export function EditJob({ job, onClose }: { job: PixJob; onClose(): void }) {
  const { t } = useTranslation()
  const queryClient = useQueryClient()
  // As it was when the form was opened: the job itself is asked for again and again.
  const [before] = useState(() => ({ job, typed: typedFrom(job) }))
  const [typed, setTyped] = useState(before.typed)
  const save = useMutation({
    mutationFn: () => changePixJob(job.id, changesOf(before, typed)),
    async onSuccess() {
      await queryClient.invalidateQueries({ queryKey: ['pix'] })
      onClose()
    },
  })
  const failures = useFieldFailures(save.error)
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    if (Object.keys(changesOf(before, typed)).length === 0) onClose()
    else save.mutate()
  }
  return (
    <Section title={t('pixJob.edit.title')}>
      <form onSubmit={onSubmit}>
        <Stack>
          {Object.keys(failures).length === 0 && <Problem error={save.error} />}
          <JobFields typed={typed} failures={failures} onType={(change) => setTyped({ ...typed, ...change })} />
          <Text size="sm" c="dimmed">
            {t('pixJob.edit.mails')} {job.gallery_visibility === 'customer' && t('pixJob.edit.released')}
          </Text>
          <Group gap="xs">
            <Button type="submit" loading={save.isPending}>
              {t('pixJob.write.save')}
            </Button>
            <Button variant="default" onClick={onClose}>
              {t('parts.keep')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  )
}

function typedFrom({ property_label, customer_name, customer_email, address, locale }: PixJob): TypedJob {
  return {
    ...{ property: property_label ?? '', customer: customer_name ?? '', email: customer_email ?? '' },
    ...{ street: address?.street ?? '', number: address?.house_number ?? '' },
    ...{ postalCode: address?.postal_code ?? '', city: address?.city ?? '', locale },
  }
}

/** What is emptied is no longer known. */
function changesOf({ job, typed: before }: { job: PixJob; typed: TypedJob }, typed: TypedJob): PixJobChange {
  const isChanged = (name: keyof TypedJob) => typed[name].trim() !== before[name].trim()
  const textOf = (name: keyof TypedJob) => typed[name].trim() || null
  const isMoved = (['street', 'number', 'postalCode', 'city'] as const).some(isChanged)
  return {
    ...(isChanged('property') && { property_label: textOf('property') }),
    ...(isChanged('customer') && { customer_name: textOf('customer') }),
    ...(isChanged('email') && { customer_email: textOf('email') }),
    ...(isChanged('locale') && { locale: typed.locale }),
    ...(isMoved && { address: addressWith(job.address, typed) }),
  }
}

/** What it says beside these, such as a country, stays. */
function addressWith(before: PixJob['address'], typed: TypedJob): Record<string, string> | null {
  const texts = Object.entries({ ...before, ...addressIn(typed) }).map(([name, text]) => [name, text.trim()] as const)
  const said = Object.fromEntries(texts.filter(([, text]) => text !== ''))
  return Object.keys(said).length > 0 ? said : null
}
