import { NativeSelect, Switch, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Card } from '../card.tsx'
import { useSetting } from '../editor-context.ts'
import { AccessCard } from './access-card.tsx'
import { SettingCards } from './choice-cards.tsx'
import { GuestCard } from './guest-card.tsx'
import { LimitInput } from './limit-input.tsx'
import { MomentInput } from './moment-input.tsx'
import { PublishCard } from './publish-card.tsx'
import classes from './rules.module.css'

/** When photos are taken, and what becomes of guests when something goes wrong. */
export function RulesSection() {
  const { t } = useTranslation()
  const name = useSetting<string>('name')
  const enabled = useSetting<boolean>('enabled')
  return (
    <>
      <Card title={t('slotEditor.rules.general')}>
        <TextInput
          label={t('slotEditor.rules.name')}
          value={name.value}
          error={name.error}
          disabled={name.disabled}
          onChange={({ currentTarget }) => name.set(currentTarget.value)}
        />
        <Switch
          label={t('slotEditor.rules.enabled')}
          description={t('slotEditor.rules.enabledHelp')}
          checked={enabled.value}
          disabled={enabled.disabled}
          onChange={({ currentTarget }) => enabled.set(currentTarget.checked)}
        />
        <div className={classes.pair}>
          <MomentInput path="openFrom" label={t('slotEditor.rules.openFrom')} />
          <MomentInput path="openUntil" label={t('slotEditor.rules.openUntil')} />
        </div>
        <p className={classes.help}>
          {t('slotEditor.rules.hoursHelp', { zone: Intl.DateTimeFormat().resolvedOptions().timeZone })}
        </p>
      </Card>
      <GuestCard />
      <AnswerCard />
      <Card title={t('slotEditor.rules.limits')} help={t('slotEditor.rules.budgetHelp')}>
        <div className={classes.pair}>
          <LimitInput path="dailyBudgetUsd" label={t('slotEditor.rules.dailyBudgetUsd')} isMoney />
          <LimitInput path="monthlyBudgetUsd" label={t('slotEditor.rules.monthlyBudgetUsd')} isMoney />
          <LimitInput
            path="maxInFlight"
            label={t('slotEditor.rules.maxInFlight')}
            help={t('slotEditor.rules.maxInFlightHelp')}
          />
          <LimitInput path="maxUploadMegabytes" label={t('slotEditor.rules.maxUploadMegabytes')} empty="25" />
          <LimitInput
            path="priority"
            label={t('slotEditor.rules.priority')}
            help={t('slotEditor.rules.priorityHelp')}
            empty="0"
            isNeeded
          />
        </div>
      </Card>
      <AccessCard />
      <PublishCard />
    </>
  )
}

function AnswerCard() {
  const { t } = useTranslation()
  return (
    <Card title={t('slotEditor.rules.answer')}>
      <SettingCards
        path="responseMode"
        label={t('slotEditor.rules.responseMode')}
        options={(['sync', 'async'] as const).map((value) => ({
          value,
          title: t(`slotEditor.rules.responseModeOptions.${value}`),
          text: t(`slotEditor.rules.responseModeText.${value}`),
        }))}
      />
      <div className={classes.pair}>
        <ResponseFormat />
        <LimitInput
          path="syncSeconds"
          label={t('slotEditor.rules.syncSeconds')}
          help={t('slotEditor.rules.syncSecondsHelp')}
          empty={t('slotEditor.rules.syncSecondsNone')}
        />
      </div>
    </Card>
  )
}

function ResponseFormat() {
  const { t } = useTranslation()
  const { value, error, disabled, set } = useSetting<string>('responseFormat')
  return (
    <NativeSelect
      label={t('slotEditor.rules.responseFormat')}
      value={value}
      error={error}
      disabled={disabled}
      data={(['image', 'json', 'multipart'] as const).map((each) => ({
        value: each,
        label: t(`slotEditor.rules.responseFormatOptions.${each}`),
      }))}
      onChange={({ currentTarget }) => set(currentTarget.value)}
    />
  )
}
