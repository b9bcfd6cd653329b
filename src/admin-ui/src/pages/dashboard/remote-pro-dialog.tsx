import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Slot } from '../../api/client.ts'
import { meQuery } from '../../api/me.ts'
import { settingsQuery } from '../../api/settings.ts'
import { CopyButton } from '../../parts/copy-button.tsx'
import classes from './remote-pro-dialog.module.css'

const firstSyncSeconds = 48
/** For the way of the picture back over the venue's network. */
const wayBackSeconds = 12

/** A drawing of the booth program's dialog, filled in for one slot. Its labels are the program's own, in English. */
export function RemoteProDialog({ slot, address }: { slot: Slot; address: string }) {
  const { t } = useTranslation()
  const { data: me } = useSuspenseQuery(meQuery)
  const { data: settings } = useQuery({ ...settingsQuery, enabled: me.role === 'admin' })
  const window = slot.settings.syncSeconds ?? settings?.sync_seconds ?? firstSyncSeconds
  const timeout = String(Math.max(60, Math.ceil((window + wayBackSeconds) / 15) * 15))
  const password =
    slot.settings.access === 'open' ? 'openValue' : slot.has_password ? 'ownPasswordValue' : 'passwordValue'
  return (
    <div className={classes.window}>
      <div className={classes.bar} lang="en">
        {t('dashboard.dialog.window')}
      </div>
      <dl className={classes.fields}>
        <Field label={t('dashboard.dialog.method')} value={t('dashboard.dialogMethod')} />
        <Field label={t('dashboard.dialog.url')} value={address} action={<CopyButton text={address} />} />
        <Field label={t('dashboard.dialog.password')} value={t(`dashboard.dialog.${password}`)} isDescribed />
        <Field
          label={t('dashboard.dialog.timeout')}
          value={timeout}
          help={t('dashboard.dialog.timeoutHelp', { seconds: window })}
        />
        <Field label={t('dashboard.dialog.size')} value="3000" help={t('dashboard.dialog.sizeHelp')} />
      </dl>
    </div>
  )
}

interface FieldProps {
  label: string
  value: string
  help?: string
  action?: ReactNode
  /** The value says what to type, and is not to be typed itself. */
  isDescribed?: boolean
}

function Field({ label, value, help, action, isDescribed = false }: FieldProps) {
  return (
    <div className={classes.field}>
      <dt lang="en">{label}</dt>
      <dd>
        <span className={classes.value} data-described={isDescribed || undefined}>
          {value}
          {action}
        </span>
        {help && <span className={classes.help}>{help}</span>}
      </dd>
    </div>
  )
}
