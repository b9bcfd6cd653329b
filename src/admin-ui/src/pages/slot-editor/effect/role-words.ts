import { useTranslation } from 'react-i18next'
import type { More } from '../../../words/en-more.ts'

type Role = keyof More['slotEditor']['templates']['roles']

/** The name of a role in the reader's language; one that somebody made up as it is. */
export function useRoleWords(): (role: string) => string {
  const { t, i18n } = useTranslation()
  return (role) =>
    i18n.exists(`slotEditor.templates.roles.${role}`) ? t(`slotEditor.templates.roles.${role as Role}`) : role
}
