import { NativeSelect, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { PixJob } from '../api/pix-jobs.ts'
import classes from './job-fields.module.css'

/** What people say of a job of pix.immo, as it is typed. */
export interface TypedJob {
  property: string
  customer: string
  email: string
  street: string
  number: string
  postalCode: string
  city: string
  locale: PixJob['locale']
}

type TextName = Exclude<keyof TypedJob, 'locale'>

interface JobFieldsProps {
  typed: TypedJob
  failures: Partial<Record<string, string>>
  /** Beside the others. */
  children?: ReactNode
  onType(change: Partial<TypedJob>): void
}

/** Fields side by side stand on one line, whatever is said of them. */
export const fieldOrder: ('label' | 'input' | 'description' | 'error')[] = ['label', 'input', 'description', 'error']

export function JobFields({ typed, failures, children, onType }: JobFieldsProps) {
  const { t } = useTranslation()
  const field = (name: TextName, failure?: string) => ({
    value: typed[name],
    maxLength: name === 'email' ? 254 : 200,
    error: failure,
    inputWrapperOrder: fieldOrder,
    onChange: ({ currentTarget }: { currentTarget: HTMLInputElement }) => onType({ [name]: currentTarget.value }),
  })
  return (
    <>
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
        {children}
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
        onChange={({ currentTarget }) => onType({ locale: currentTarget.value as TypedJob['locale'] })}
        data={(['de', 'en'] as const).map((value) => ({ value, label: t(`pix.locales.${value}`) }))}
      />
    </>
  )
}

/** By the names that the gateway has for them. */
export const addressIn = ({ street, number, postalCode, city }: TypedJob) => ({
  ...{ street, house_number: number, postal_code: postalCode, city },
})
