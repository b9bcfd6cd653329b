import { useTranslation } from 'react-i18next'
import type { SlotOverview, Warning } from '../../api/overview.ts'
import { useFormats } from '../../words/formats.ts'

/** A warning of the gateway in a sentence; slots by the names that people gave them. */
export function useWarningWords(slots: readonly Pick<SlotOverview, 'id' | 'name'>[]): (warning: Warning) => string {
  const { t } = useTranslation()
  const { bytes, list, moment, percent, time } = useFormats()
  const nameOf = (id: string) => slots.find((slot) => slot.id === id)?.name ?? id
  const namesOf = (ids: readonly string[]) => list(ids.map(nameOf))

  return (warning) => {
    switch (warning.kind) {
      case 'queue_paused':
        return t('dashboard.warnings.queuePaused', { by: warning.by, when: moment(warning.at) })
      case 'storage_low':
        return t('dashboard.warnings.storageLow', { free: bytes(warning.free_bytes) })
      case 'mails_failed':
        return t('dashboard.warnings.mailsFailed', { count: warning.mails })
      case 'pix_images_waiting':
        return t('dashboard.warnings.imagesWaiting', { count: warning.images, minutes: warning.minutes })
      case 'provider_down': {
        const { provider, model, until, slots: users } = warning
        const when = until === null ? '…' : time(until)
        return t('dashboard.warnings.providerDown', { provider, model, time: when, slots: namesOf(users) })
      }
      case 'provider_without_key':
        return t('dashboard.warnings.noKey', { provider: warning.provider, slots: namesOf(warning.slots) })
      case 'budget_near': {
        const [kind = '', ...rest] = warning.scope.split(' ')
        const whose = kind === 'slot' ? nameOf(rest.join(' ')) : rest.join(' ')
        const words = warning.period === 'daily' ? 'budgetDay' : 'budgetMonth'
        return t(`dashboard.warnings.${words}`, { whose, percent: percent(warning.percent / 100) })
      }
      case 'model_ending': {
        const { provider, model, days_left: count, replaced_by: next } = warning
        const end = t('dashboard.warnings.ending', { provider, model, count, slots: namesOf(warning.slots) })
        return next === null ? end : `${end} ${t('dashboard.warnings.replacedBy', { model: next })}`
      }
    }
  }
}
