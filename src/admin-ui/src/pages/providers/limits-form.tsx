import { Button, NumberInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { providerStatusQuery } from '../../api/health.ts'
import { type Limits, saveLimits } from '../../api/services.ts'
import { notify } from '../../parts/notify.ts'
import { Problem } from '../../parts/problem.tsx'
import classes from './providers-page.module.css'

const fields = ['most_concurrent', 'most_per_minute', 'daily_budget_usd', 'monthly_budget_usd'] as const
const isMoney = (field: (typeof fields)[number]) => field.endsWith('_usd')

type Typed = Record<(typeof fields)[number], number | string>

/** What an owner allows a service; an empty field leaves it to the catalogue, or without limit. */
export function LimitsForm({ provider, limits }: { provider: string; limits: Limits }) {
  const { t } = useTranslation()
  const queryClient = useQueryClient()
  const form = useForm<Typed>({ mode: 'uncontrolled', initialValues: typedOf(limits) })
  const touched = (wanted: Limits) =>
    Object.fromEntries(fields.filter((field) => form.isDirty(field)).map((field) => [field, wanted[field]]))
  const save = useMutation({
    // Of what was not touched here, that which holds now: somebody else may have changed it since this was opened.
    mutationFn: (typed: Typed) => saveLimits(provider, { ...limits, ...touched(limitsOf(typed)) }),
    async onSuccess(_saved, typed) {
      form.setInitialValues(typed)
      form.resetDirty(typed)
      await queryClient.invalidateQueries({ queryKey: providerStatusQuery.queryKey })
      void notify({ message: t('providers.limitsSaved') })
    },
  })
  return (
    <form onSubmit={form.onSubmit((typed) => save.mutate(typed))}>
      <div className={classes.limits}>
        {fields.map((field) => (
          <NumberInput
            key={form.key(field)}
            label={t(`providers.fields.${field}`)}
            description={t(isMoney(field) ? 'providers.emptyMoney' : 'providers.emptyLimit')}
            min={isMoney(field) ? 0 : 1}
            allowDecimal={isMoney(field)}
            decimalScale={2}
            allowNegative={false}
            hideControls
            {...(isMoney(field) && { prefix: '$ ' })}
            {...form.getInputProps(field)}
          />
        ))}
      </div>
      <Problem error={save.error} mt="sm" />
      <Button type="submit" mt="md" loading={save.isPending}>
        {t('providers.save')}
      </Button>
    </form>
  )
}

const typedOf = (limits: Limits) => Object.fromEntries(fields.map((field) => [field, limits[field] ?? ''])) as Typed
const limitsOf = (typed: Typed) =>
  Object.fromEntries(fields.map((field) => [field, typed[field] === '' ? null : Number(typed[field])])) as Limits
