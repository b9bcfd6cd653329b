import { Skeleton } from '@mantine/core'
import classes from './figure-tiles.module.css'

export interface Figure {
  label: string
  value: string
  /** What the value is made of, or is to be held against. */
  more?: string | undefined
  tone?: 'bad' | 'slow' | undefined
}

/** A few figures that answer the first question; they keep their place while they are loaded. */
export function FigureTiles({ figures, areKnown = true }: { figures: readonly Figure[]; areKnown?: boolean }) {
  return (
    <dl className={classes.tiles} aria-busy={!areKnown}>
      {figures.map(({ label, value, more, tone }) => (
        <div key={label} className={classes.tile} data-tone={areKnown ? tone : undefined}>
          <dt>{label}</dt>
          <dd className={classes.value}>{areKnown ? value : <Skeleton height={24} width="60%" mt={6} />}</dd>
          {areKnown && more && <dd className={classes.more}>{more}</dd>}
        </div>
      ))}
    </dl>
  )
}
