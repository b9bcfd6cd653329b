import { ActionIcon } from '@mantine/core'
import { X } from 'lucide-react'
import { useTranslation } from 'react-i18next'

/** Takes away a setting that may be left out. */
export function RemoveField({ label, onRemove }: { label: string; onRemove(): void }) {
  const { t } = useTranslation()
  const says = t('slotEditor.form.remove', { field: label })
  return (
    <ActionIcon variant="subtle" color="gray" aria-label={says} title={says} onClick={onRemove}>
      <X size={16} aria-hidden />
    </ActionIcon>
  )
}
