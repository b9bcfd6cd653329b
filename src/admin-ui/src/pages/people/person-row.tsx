import { ChevronRight } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Person } from '../../api/people.ts'
import classes from './person-row.module.css'

export function PersonRow({ person, isSelf, onOpen }: { person: Person; isSelf: boolean; onOpen(): void }) {
  const { t } = useTranslation()
  const notes = [
    isSelf && t('people.you'),
    person.is_disabled && t('people.disabled'),
    !person.is_disabled && person.must_change_password && t('people.temporary'),
  ].filter((note) => note !== false)
  return (
    <button type="button" className={classes.row} data-off={person.is_disabled || undefined} onClick={onOpen}>
      <span className={classes.who}>
        <span className={classes.email}>{person.email}</span>
        <span className={classes.role}>{[t(`shell.roles.${person.role}`), ...notes].join(' · ')}</span>
      </span>
      <ChevronRight size={18} aria-hidden />
    </button>
  )
}
