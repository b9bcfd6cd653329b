import { ActionIcon } from '@mantine/core'
import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './note.module.css'

interface NoteProps {
  /** Something has failed. */
  isGrave?: boolean
  text: ReactNode
  more?: ReactNode
  action?: ReactNode
  onClose(): void
}

/** A sentence over the picture, what can be done about it, and the way to be rid of it. */
export function Note({ isGrave = false, text, more, action, onClose }: NoteProps) {
  const { t } = useTranslation()
  return (
    <div className={classes.note} data-grave={isGrave || undefined} role={isGrave ? 'alert' : 'status'}>
      <div className={classes.words}>
        <p>{text}</p>
        {more && <p className={classes.more}>{more}</p>}
      </div>
      {action}
      <ActionIcon size={44} variant="subtle" color="gray.3" aria-label={t('operate.dismiss')} onClick={onClose}>
        <X size={20} aria-hidden />
      </ActionIcon>
    </div>
  )
}
