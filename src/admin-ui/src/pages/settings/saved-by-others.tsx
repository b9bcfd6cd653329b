import { Button, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Caution } from '../../parts/caution.tsx'
import { useFormats } from '../../words/formats.ts'
import { languages } from '../../words/languages.ts'
import classes from './saved-by-others.module.css'
import type { SettingsEdits } from './use-settings-edits.ts'

type Change = SettingsEdits['changedByOthers'][number]

interface SavedByOthersProps {
  changes: readonly Change[]
  isPending: boolean
  onKeepMine(): void
  onTakeTheirs(): void
}

/** Somebody was quicker: what they have changed, and who wins. */
export function SavedByOthers({ changes, isPending, onKeepMine, onTakeTheirs }: SavedByOthersProps) {
  const { t } = useTranslation()
  const show = useShown()
  return (
    <div role="alert">
      <Caution>
        <Text fw={600}>{t('settings.conflict.title')}</Text>
        <Text size="sm">{t('settings.conflict.text')}</Text>
        <ul className={classes.changes}>
          {changes.map((change) => (
            <li key={change.field}>{show(change)}</li>
          ))}
        </ul>
        <div className={classes.buttons}>
          <Button loading={isPending} onClick={onKeepMine}>
            {t('settings.conflict.mine')}
          </Button>
          <Button variant="default" onClick={onTakeTheirs}>
            {t('settings.conflict.theirs')}
          </Button>
        </div>
      </Caution>
    </div>
  )
}

function useShown() {
  const { t } = useTranslation()
  const { seconds, number } = useFormats()
  const wordsFor = (field: Change['field'], value: Change['to']): string => {
    if (value === '') return t('settings.conflict.none')
    if (field === 'sync_seconds') return seconds(Number(value) * 1000)
    if (field === 'retention_hours') return t('settings.retention.hours', { hours: number(Number(value)) })
    return field === 'locale' ? languages[value as keyof typeof languages] : String(value)
  }
  return ({ field, from, to }: Change) =>
    t('settings.conflict.change', {
      field: t(`settings.fields.${field}`),
      from: wordsFor(field, from),
      to: wordsFor(field, to),
    })
}
