import { Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './empty-note.module.css'

/** There is nothing here yet: why, and what to do next. */
export function EmptyNote({ title, text, children }: { title: string; text: string; children?: ReactNode }) {
  return (
    <div className={classes.note}>
      <Title order={2} size="h3">
        {title}
      </Title>
      <Text c="dimmed" maw={460}>
        {text}
      </Text>
      {children}
    </div>
  )
}
