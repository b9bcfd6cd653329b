import { Modal, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Person } from '../../api/people.ts'
import { useDialog } from '../../parts/use-dialog.ts'
import { useFormats } from '../../words/formats.ts'
import { AccessPart } from './access-part.tsx'
import { PasswordPart } from './password-part.tsx'
import classes from './person-dialog.module.css'
import { RolePart } from './role-part.tsx'
import { SessionsPart } from './sessions-part.tsx'

interface PersonDialogProps {
  /** Null: closed. */
  person: Person | null
  isSelf: boolean
  onClose(): void
}

/** Everything that can be done about one account. */
export function PersonDialog({ person, isSelf, onClose }: PersonDialogProps) {
  const { t } = useTranslation()
  const { moment } = useFormats()
  const dialog = useDialog(person !== null)
  return (
    <Modal {...dialog} onClose={onClose} size={560} title={<span className={classes.title}>{person?.email}</span>}>
      {person && (
        <div className={classes.parts} key={person.id}>
          <Text size="sm" c="dimmed">
            {t('people.since', { when: moment(person.created_at) })}
          </Text>
          <RolePart person={person} />
          <PasswordPart person={person} isSelf={isSelf} />
          <SessionsPart person={person} isSelf={isSelf} />
          <AccessPart person={person} onRemoved={onClose} />
        </div>
      )}
    </Modal>
  )
}
