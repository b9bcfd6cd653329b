import { Button, NativeSelect, Text } from '@mantine/core'
import { useMutation, useSuspenseQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Play, Plus } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { Trans, useTranslation } from 'react-i18next'
import type { Slot } from '../../api/client.ts'
import { mayActAs, meQuery } from '../../api/me.ts'
import { startRehearsal } from '../../api/rehearsals.ts'
import { Caution } from '../../parts/caution.tsx'
import { Problem } from '../../parts/problem.tsx'
import { useFormats } from '../../words/formats.ts'
import { type Draft, planOf, remember, rememberedDraft, shotsPerMinute, withAnotherRow } from './draft.ts'
import { InlineNumber } from './inline-number.tsx'
import classes from './plan-form.module.css'
import { PlanRow } from './plan-row.tsx'

const mostRows = 20

/** Reads like a sentence about tomorrow. */
export function PlanForm({ slots }: { slots: readonly Slot[] }) {
  const { t } = useTranslation()
  const { number } = useFormats()
  const { data: me } = useSuspenseQuery(meQuery)
  const navigate = useNavigate()
  const ids = slots.map(({ id }) => id)
  const isAdmin = mayActAs(me.role, 'admin')
  const [typed, setDraft] = useState(() => rememberedDraft(ids))
  const draft: Draft = isAdmin ? typed : { ...typed, mode: 'stand_in' }
  const change = (part: Partial<Draft>) => {
    setDraft({ ...draft, ...part })
    remember({ ...draft, ...part })
  }
  const start = useMutation({
    mutationFn: startRehearsal,
    onSuccess: ({ id }) => navigate({ to: '/admin/rehearsal/$rehearsalId', params: { rehearsalId: id } }),
  })
  const plan = planOf(draft)
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    if (!plan) return
    start.mutate(plan)
  }
  const perMinute = shotsPerMinute(draft)
  return (
    <form onSubmit={onSubmit} className={classes.plan} aria-label={t('rehearsal.plan')}>
      <p className={classes.lead}>{t('rehearsal.tomorrow')}</p>
      <ul className={classes.rows}>
        {draft.rows.map((row, at) => (
          <PlanRow
            key={row.slot}
            row={row}
            slots={slots.filter(({ id }) => id === row.slot || draft.rows.every(({ slot }) => slot !== id))}
            onChange={(changed) => change({ rows: draft.rows.map((each, other) => (other === at ? changed : each)) })}
            onRemove={
              draft.rows.length > 1 ? () => change({ rows: draft.rows.filter((_, other) => other !== at) }) : null
            }
          />
        ))}
      </ul>
      <Button
        variant="subtle"
        size="sm"
        leftSection={<Plus size={16} aria-hidden />}
        disabled={draft.rows.length >= Math.min(mostRows, slots.length)}
        onClick={() => change(withAnotherRow(draft, ids))}
      >
        {t('rehearsal.addRow')}
      </Button>
      <div className={classes.sentence}>
        <Trans
          i18nKey="rehearsal.sentence"
          components={{
            hours: (
              <InlineNumber
                label={t('rehearsal.hours')}
                {...{ min: 0.25, max: 24, decimals: 2, value: draft.event_hours }}
                onChange={(event_hours) => change({ event_hours })}
              />
            ),
            minutes: (
              <InlineNumber
                label={t('rehearsal.minutes')}
                {...{ min: 1, max: 30, decimals: 0, value: draft.minutes }}
                onChange={(minutes) => change({ minutes })}
              />
            ),
            megapixels: (
              <InlineNumber
                label={t('rehearsal.megapixels')}
                {...{ min: 0.1, max: 24, decimals: 1, value: draft.photo_megapixels }}
                onChange={(photo_megapixels) => change({ photo_megapixels })}
              />
            ),
            mode: (
              <NativeSelect
                aria-label={t('rehearsal.mode')}
                className={classes.inline}
                value={draft.mode}
                onChange={({ currentTarget }) => change({ mode: currentTarget.value as Draft['mode'] })}
                data={[
                  { value: 'stand_in', label: t('rehearsal.modes.stand_in') },
                  ...(isAdmin ? [{ value: 'real', label: t('rehearsal.modes.real') }] : []),
                ]}
              />
            ),
          }}
        />
      </div>
      {draft.mode === 'real' && (
        <div className={classes.sentence}>
          <Trans
            i18nKey="rehearsal.costSentence"
            components={{
              cost: (
                <InlineNumber
                  label={t('rehearsal.mostCost')}
                  {...{ min: 0.01, max: 10_000, decimals: 2, value: draft.max_cost_usd }}
                  onChange={(max_cost_usd) => change({ max_cost_usd })}
                />
              ),
            }}
          />
        </div>
      )}
      <Text size="sm" c="dimmed">
        {t('rehearsal.sum', {
          minute: number(perMinute),
          event: number(Math.round(perMinute * 60 * Number(draft.event_hours))),
        })}
      </Text>
      {draft.mode === 'real' ? (
        <Caution>{t('rehearsal.realText')}</Caution>
      ) : (
        <Text size="sm" c="dimmed">
          {t(isAdmin ? 'rehearsal.standInText' : 'rehearsal.standInOnly')}
        </Text>
      )}
      <Problem error={start.error} />
      <Button
        type="submit"
        size="md"
        leftSection={<Play size={18} aria-hidden />}
        disabled={plan === null}
        loading={start.isPending}
      >
        {t(draft.mode === 'real' ? 'rehearsal.playReal' : 'rehearsal.play')}
      </Button>
    </form>
  )
}
