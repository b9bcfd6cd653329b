import { Menu, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Mark } from '../parts/mark.tsx'
import classes from './shell.module.css'

/** On a narrow screen: where one is, and the way to the navigation. */
export function PhoneBar({ isMenuOpen, onToggle }: { isMenuOpen: boolean; onToggle(): void }) {
  const { t } = useTranslation()
  const Icon = isMenuOpen ? X : Menu
  return (
    <header className={classes.phoneBar}>
      <Mark />
      <button
        type="button"
        className={classes.burger}
        aria-expanded={isMenuOpen}
        aria-controls="menu"
        aria-label={isMenuOpen ? t('shell.closeMenu') : t('shell.openMenu')}
        onClick={onToggle}
      >
        <Icon size={22} aria-hidden />
      </button>
    </header>
  )
}
