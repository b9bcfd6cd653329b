import { Button, Group, NativeSelect, Stack, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { createPixJob, type PixJobWish } from '../../api/pix-jobs.ts'
import { useFieldFailures } from '../../parts/field-failures.ts'
import { Problem } from '../../parts/problem.tsx'
import { Section } from '../../parts/section.tsx'
import classes from './pix-page.module.css'

/** Fields side by side stand on one line, whatever is said of them. */
const order: ('label' | 'input' | 'description' | 'error')[] = ['label', 'input', 'description', 'error']
const nothing = {
  ...{ id: '', property: '', customer: '', email: '', locale: 'de' as const },
  ...{ street: '', number: '', postalCode: '', city: '' },
}
type Typed = Omit<typeof nothing, 'locale'> & { locale: 'de' | 'en' }

export function NewJob({ onClose }: { onClose(): void }) {
  const { t, i18n } = useTranslation()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const [typed, setTyped] = useState<Typed>({ ...nothing, locale: i18n.language === 'en' ? 'en' : 'de' })
  const create = useMutation({
    mutationFn: createPixJob,
    async onSuccess({ id: jobId }) {
      await navigate({ to: '/admin/pix/jobs/$jobId', params: { jobId } })
      await queryClient.invalidateQueries({ queryKey: ['pix', 'jobs'] })
    },
  })
  const failures = useFieldFailures(create.error)
  const field = (name: Exclude<keyof Typed, 'locale'>, failure?: string) => ({
    value: typed[name],
    maxLength: name === 'id' ? 64 : 200,
    error: failure,
    inputWrapperOrder: order,
    onChange: ({ currentTarget }: { currentTarget: HTMLInputElement }) =>
      setTyped({ ...typed, [name]: currentTarget.value }),
  })
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    create.mutate(wishOf(typed))
  }
  return (
    <div className={classes.place}>
      <Section title={t('pix.form.title')}>
        <form onSubmit={onSubmit}>
          <Stack>
            {Object.keys(failures).length === 0 && <Problem error={create.error} />}
            <div className={classes.fields}>
              <TextInput
                label={t('pix.form.property')}
                description={t('pix.form.propertyHelp')}
                data-autofocus
                {...field('property', failures.property_label)}
              />
              <TextInput label={t('pix.form.customer')} {...field('customer', failures.customer_name)} />
              <TextInput
                type="email"
                label={t('pix.form.email')}
                description={t('pix.form.emailHelp')}
                {...field('email', failures.customer_email)}
              />
              <TextInput
                label={t('pix.form.id')}
                description={t('pix.form.idHelp')}
                {...field('id', failures.id ?? failures.job_number)}
              />
            </div>
            <fieldset className={classes.address}>
              <legend>{t('pix.form.address')}</legend>
              <p>{t('pix.form.addressHelp')}</p>
              <TextInput label={t('pix.form.street')} {...field('street', failures.address)} />
              <TextInput label={t('pix.form.number')} {...field('number')} />
              <TextInput label={t('pix.form.postalCode')} {...field('postalCode')} />
              <TextInput label={t('pix.form.city')} {...field('city')} />
            </fieldset>
            <NativeSelect
              label={t('pix.form.locale')}
              maw={260}
              value={typed.locale}
              onChange={({ currentTarget }) => setTyped({ ...typed, locale: currentTarget.value as 'de' })}
              data={(['de', 'en'] as const).map((value) => ({ value, label: t(`pix.locales.${value}`) }))}
            />
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
function wishOf({ id, property, customer, email, locale, ...place }: Typed): PixJobWish {
  const { street, number, postalCode, city } = place
  const address = typedOf({ street, house_number: number, postal_code: postalCode, city })
  return {
    ...typedOf({ id, property_label: property, customer_name: customer, customer_email: email }),
    ...(Object.keys(address).length > 0 && { address }),
    locale,
  }
}

const typedOf = (fields: Record<string, string>) =>
  Object.fromEntries(Object.entries(fields).flatMap(([name, text]) => (text.trim() ? [[name, text.trim()]] : [])))
