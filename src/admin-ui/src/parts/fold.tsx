import { type ReactNode, useState } from 'react'
import classes from './fold.module.css'

interface FoldProps {
  label: string
  /** Made when it is opened first. */
  children: () => ReactNode
}

/** What few people need, behind one click. */
export function Fold({ label, children }: FoldProps) {
  const [isOpen, setOpen] = useState(false)
  return (
    <details className={classes.fold} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{label}</summary>
      {isOpen && <div className={classes.content}>{children()}</div>}
    </details>
  )
}
