import { Title } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './empty-note.module.css'

/** There is nothing here yet: why, and what to do next. */
export function EmptyNote({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className={classes.note}>
      <Title order={2}>{title}</Title>
      {children}
    </div>
  )
}
