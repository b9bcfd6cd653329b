import type { DndContextProps } from '@dnd-kit/core'
import { useTranslation } from 'react-i18next'

/** What somebody hears who moves a choice without seeing it. */
export function useAnnouncements(ids: readonly string[]): NonNullable<DndContextProps['accessibility']> {
  const { t } = useTranslation()
  const place = (id: string | number | undefined) => ids.indexOf(String(id)) + 1
  return {
    screenReaderInstructions: { draggable: t('slotEditor.chain.dragHelp') },
    announcements: {
      onDragStart: ({ active }) => t('slotEditor.chain.picked', { number: place(active.id) }),
      onDragOver: ({ over }) => (over ? t('slotEditor.chain.over', { number: place(over.id) }) : undefined),
      onDragEnd: ({ active, over }) => t('slotEditor.chain.dropped', { number: place(over?.id ?? active.id) }),
      onDragCancel: () => t('slotEditor.chain.dropCancelled'),
    },
  }
}
