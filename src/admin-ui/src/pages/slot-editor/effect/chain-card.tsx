import { useSortable } from '@dnd-kit/sortable'
import { ActionIcon } from '@mantine/core'
import { GripVertical, Trash2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useEditor } from '../editor-context.ts'
import classes from './chain.module.css'
import { LinkForm } from './link-form.tsx'

interface ChainCardProps {
  id: string
  at: number
  /** Left out for the only one. */
  onRemove?: () => void
}

/** One choice of the chain. */
export function ChainCard({ id, at, onRemove }: ChainCardProps) {
  const { t } = useTranslation()
  const { mayChange } = useEditor()
  const { attributes, listeners, setNodeRef, setActivatorNodeRef, transform, transition, isDragging } = useSortable({
    id,
    disabled: !mayChange,
  })
  const { 'aria-describedby': describedBy } = attributes
  return (
    <li
      ref={setNodeRef}
      className={classes.card}
      data-dragging={isDragging || undefined}
      style={{ transform: transform ? `translate3d(0, ${transform.y}px, 0)` : undefined, transition }}
      aria-label={t('slotEditor.chain.choice', { number: at + 1 })}
    >
      <div className={classes.head}>
        {mayChange && onRemove && (
          <ActionIcon
            ref={setActivatorNodeRef}
            variant="subtle"
            color="gray"
            className={classes.handle ?? ''}
            aria-label={t('slotEditor.chain.drag', { number: at + 1 })}
            aria-describedby={describedBy}
            {...listeners}
          >
            <GripVertical size={18} aria-hidden />
          </ActionIcon>
        )}
        <span className={classes.number} aria-hidden>
          {at + 1}
        </span>
        <strong className={classes.rank}>{at === 0 ? t('slotEditor.chain.first') : t('slotEditor.chain.next')}</strong>
        {mayChange && onRemove && (
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t('slotEditor.chain.remove', { number: at + 1 })}
            onClick={onRemove}
          >
            <Trash2 size={17} aria-hidden />
          </ActionIcon>
        )}
      </div>
      <LinkForm path={`chain.${at}`} />
    </li>
  )
}
