import { Title } from '@mantine/core'
import { type ReactNode, useId } from 'react'
import classes from './card.module.css'

interface CardProps {
  title: string
  help?: string
  /** Beside the title. */
  actions?: ReactNode
  children: ReactNode
}

/** A group of settings that belong together. */
export function Card({ title, help, actions, children }: CardProps) {
  const id = useId()
  return (
    <section className={classes.card} aria-labelledby={id}>
      <div className={classes.head}>
        <div>
          <Title order={2} id={id}>
            {title}
          </Title>
          {help && <p className={classes.help}>{help}</p>}
        </div>
        {actions}
      </div>
      {children}
    </section>
  )
}
