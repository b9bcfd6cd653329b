import { Button, Group, Stack, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { createPixJob, type PixJobWish } from '../../api/pix-jobs.ts'
import { useFieldFailures } from '../../parts/field-failures.ts'
import { addressIn, fieldOrder, JobFields, type TypedJob } from '../../parts/job-fields.tsx'
import { Problem } from '../../parts/problem.tsx'
import { Section } from '../../parts/section.tsx'
import classes from './pix-page.module.css'

const nothing = {
  ...{ property: '', customer: '', email: '' },
  ...{ street: '', number: '', postalCode: '', city: '' },
}

export function NewJob({ onClose }: { onClose(): void }) {
  const { t, i18n } = useTranslation()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const [id, setId] = useState('')
  const [typed, setTyped] = useState<TypedJob>({ ...nothing, locale: i18n.language === 'en' ? 'en' : 'de' })
  const create = useMutation({
    mutationFn: createPixJob,
    async onSuccess({ id: jobId }) {
      await navigate({ to: '/admin/pix/jobs/$jobId', params: { jobId } })
      await queryClient.invalidateQueries({ queryKey: ['pix', 'jobs'] })
    },
  })
  const failures = useFieldFailures(create.error)
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    create.mutate(wishOf(id, typed))
  }
  return (
    <div className={classes.place}>
      <Section title={t('pix.form.title')}>
        <form onSubmit={onSubmit}>
          <Stack>
            {Object.keys(failures).length === 0 && <Problem error={create.error} />}
            <JobFields typed={typed} failures={failures} onType={(change) => setTyped({ ...typed, ...change })}>
              <TextInput
                label={t('pix.form.id')}
                description={t('pix.form.idHelp')}
                value={id}
                maxLength={64}
                error={failures.id ?? failures.job_number}
                inputWrapperOrder={fieldOrder}
                onChange={({ currentTarget }) => setId(currentTarget.value)}
              />
            </JobFields>
            <Group gap="xs">
              <Button type="submit" loading={create.isPending}>
                {t('pix.form.make')}
              </Button>
              <Button variant="default" onClick={onClose}>
                {t('parts.keep')}
              </Button>
            </Group>
          </Stack>
        </form>
      </Section>
    </div>
  )
}

/** What was not typed is not mentioned. */
function wishOf(id: string, typed: TypedJob): PixJobWish {
  const { property, customer, email, locale } = typed
  const address = typedOf(addressIn(typed))
  return {
    ...typedOf({ id, property_label: property, customer_name: customer, customer_email: email }),
    ...(Object.keys(address).length > 0 && { address }),
    locale,
  }
}

const typedOf = (fields: Record<string, string>) =>
  Object.fromEntries(Object.entries(fields).flatMap(([name, text]) => (text.trim() ? [[name, text.trim()]] : [])))
