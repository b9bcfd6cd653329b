import { Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './section.module.css'

interface SectionProps {
  title: string
  /** What it is about, in a sentence or two. */
  text?: string
  /** Beside the title, on the right. */
  actions?: ReactNode
  children: ReactNode
}

/** One subject of a page, on a card of its own. */
export function Section({ title, text, actions, children }: SectionProps) {
  return (
    <section className={classes.section} aria-label={title}>
      <header className={classes.head}>
        <Title order={2} size="h3">
          {title}
        </Title>
        {actions}
      </header>
      {text && (
        <Text c="dimmed" mb="md">
          {text}
        </Text>
      )}
      {children}
    </section>
  )
}
