import { Text, Title } from '@mantine/core'
import { type ReactNode, useId } from 'react'
import classes from './section.module.css'

interface SectionProps {
  title: string
  /** What it is about, in a sentence or two. */
  text?: string
  /** Beside the title, on the right. */
  actions?: ReactNode
  /** Where cards would be too much. */
  isFrameless?: boolean
  children: ReactNode
}

/** One subject of a page, on a card of its own. */
export function Section({ title, text, actions, isFrameless = false, children }: SectionProps) {
  const id = useId()
  return (
    <section className={classes.section} data-frameless={isFrameless || undefined} aria-labelledby={id}>
      <header className={classes.head}>
        <Title order={2} size="h3" id={id} className={classes.title}>
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
