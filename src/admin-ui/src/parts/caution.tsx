import { TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import classes from './caution.module.css'

/** A sentence that somebody should read before going on; a grave one says that something does not work. */
export function Caution({ isGrave = false, children }: { isGrave?: boolean; children: ReactNode }) {
  return (
    <div className={classes.caution} data-grave={isGrave || undefined}>
      <TriangleAlert size={18} aria-hidden />
      <div>{children}</div>
    </div>
  )
}
