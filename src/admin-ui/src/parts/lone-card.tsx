import { Title } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './lone-card.module.css'
import { Mark } from './mark.tsx'
import { usePageTitle } from './page-frame.tsx'

/** A page outside the shell that asks for one thing. */
export function LoneCard({ title, children, below }: { title: string; children: ReactNode; below?: ReactNode }) {
  usePageTitle(title)
  return (
    <main className={classes.page}>
      <Mark />
      <div className={classes.card}>
        <Title order={1} mb="lg">
          {title}
        </Title>
        {children}
      </div>
      {below}
    </main>
  )
}
