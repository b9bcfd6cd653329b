import { Title } from '@mantine/core'
import { type ReactNode, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './page-frame.module.css'

interface PageFrameProps {
  title: string
  /** Beside the title, on the right. */
  actions?: ReactNode
  /** Text and forms are easier to read when they are not wide. */
  isNarrow?: boolean
  children: ReactNode
}

/** What every page inside the shell begins with: its title, also in the browser's tab, and the room for its content. */
export function PageFrame({ title, actions, isNarrow = false, children }: PageFrameProps) {
  usePageTitle(title)
  return (
    <div className={classes.frame} data-narrow={isNarrow || undefined}>
      <header className={classes.head}>
        <Title order={1}>{title}</Title>
        {actions}
      </header>
      {children}
    </div>
  )
}

export function usePageTitle(title: string): void {
  const { t } = useTranslation()
  useEffect(() => {
    document.title = `${title} · ${t('shell.product')}`
  }, [title, t])
}
