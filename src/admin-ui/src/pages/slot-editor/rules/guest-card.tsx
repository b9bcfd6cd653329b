import { Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { SlotSettings } from '../../../api/client.ts'
import { providerStatusQuery } from '../../../api/health.ts'
import { Card } from '../card.tsx'
import { type Link, linkFor } from '../choose-link.ts'
import { useEditor, useSetting } from '../editor-context.ts'
import { LinkForm } from '../effect/link-form.tsx'
import { ChoiceCards, SettingCards } from './choice-cards.tsx'
import classes from './rules.module.css'

type OnTimeout = SlotSettings['onTimeout']

/** What guests see when something does not go as it should. */
export function GuestCard() {
  const { t } = useTranslation()
  const { settings } = useEditor()
  const keep = useSetting<boolean>('keepOriginal')
  return (
    <Card title={t('slotEditor.rules.guest')}>
      <OnTimeoutCards />
      {settings.fallback && <FallbackForm />}
      <SettingCards
        path="onRefusal"
        label={t('slotEditor.rules.onRefusal')}
        options={(['stop', 'next'] as const).map((value) => ({
          value,
          title: t(`slotEditor.rules.onRefusalOptions.${value}`),
          text: t(`slotEditor.rules.onRefusalText.${value}`),
        }))}
      />
      <SettingCards
        path="onUnknownOutcome"
        label={t('slotEditor.rules.onUnknownOutcome')}
        options={(['next', 'again'] as const).map((value) => ({
          value,
          title: t(`slotEditor.rules.onUnknownOutcomeOptions.${value}`),
          text: t(`slotEditor.rules.onUnknownOutcomeText.${value}`),
        }))}
      />
      <SettingCards
        path="onClientGone"
        label={t('slotEditor.rules.onClientGone')}
        options={(['continue', 'cancel'] as const).map((value) => ({
          value,
          title: t(`slotEditor.rules.onClientGoneOptions.${value}`),
          text: t(`slotEditor.rules.onClientGoneText.${value}`),
        }))}
      />
      <ChoiceCards
        label={t('slotEditor.rules.keepOriginal')}
        value={keep.value ? 'yes' : 'no'}
        error={keep.error}
        disabled={keep.disabled}
        onChange={(value) => keep.set(value === 'yes')}
        options={(['no', 'yes'] as const).map((value) => ({
          value,
          title: t(`slotEditor.rules.keepOriginalOptions.${value}`),
          text: t(`slotEditor.rules.keepOriginalText.${value}`),
        }))}
      />
    </Card>
  )
}

function OnTimeoutCards() {
  const { t } = useTranslation()
  const { settings, providers, change, forgetProblems, mayChange, problems } = useEditor()
  const studio = providers.find(({ name }) => name === 'studio')
  const usualFallback = (): Link | null =>
    studio
      ? linkFor(
          studio,
          studio.operations.find(({ operation }) => operation === 'look'),
          { style: 'sepia', strength: 60 },
        )
      : null

  function choose(onTimeout: OnTimeout): void {
    change((latest) => ({
      ...latest,
      onTimeout,
      fallback: onTimeout === 'fallback' ? (latest.fallback ?? usualFallback()) : null,
    }))
    forgetProblems('onTimeout')
    forgetProblems('fallback')
  }

  return (
    <ChoiceCards
      label={t('slotEditor.rules.onTimeout')}
      value={settings.onTimeout}
      error={problems.onTimeout ?? problems.fallback}
      disabled={!mayChange}
      onChange={choose}
      options={(['fail', 'continue', 'original', 'fallback'] as const).map((value) => ({
        value,
        title: t(`slotEditor.rules.onTimeoutOptions.${value}`),
        text: t(`slotEditor.rules.onTimeoutText.${value}`),
      }))}
    />
  )
}

/** Must work on this machine, so that it is there at once. */
function FallbackForm() {
  const { t } = useTranslation()
  const { data } = useQuery(providerStatusQuery)
  const isLocal = (name: string) => data?.providers.find((each) => each.name === name)?.is_local ?? name === 'studio'
  return (
    <div className={classes.fallback}>
      <Title order={3}>{t('slotEditor.rules.fallbackTitle')}</Title>
      <LinkForm path="fallback" only={({ name }) => isLocal(name)} />
    </div>
  )
}
