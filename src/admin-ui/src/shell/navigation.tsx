import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { type Me, mayActAs } from '../api/me.ts'
import { navigation } from '../navigation.ts'
import { Mark } from '../parts/mark.tsx'
import { AccountMenu } from './account-menu.tsx'
import classes from './navigation.module.css'

export function Navigation({ me }: { me: Me }) {
  const { t } = useTranslation()
  return (
    <div className={classes.column}>
      <div className={classes.mark}>
        <Mark />
      </div>
      <nav aria-label={t('shell.pages')}>
        <ul className={classes.list}>
          {navigation
            .filter(({ role }) => mayActAs(me.role, role))
            .map(({ to, icon: Icon, label }) => (
              <li key={to}>
                <Link to={to} activeOptions={{ exact: to === '/admin' }} className={classes.item}>
                  <Icon size={19} strokeWidth={1.8} aria-hidden />
                  {t(`shell.${label}`)}
                </Link>
              </li>
            ))}
        </ul>
      </nav>
      <AccountMenu me={me} />
    </div>
  )
}
