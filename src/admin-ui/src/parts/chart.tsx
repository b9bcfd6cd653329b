import { Skeleton } from '@mantine/core'
import { Suspense, useDeferredValue, useId } from 'react'
import { useTranslation } from 'react-i18next'
import { lazyPart } from '../beyond-first.ts'
import classes from './chart.module.css'
import { Fold } from './fold.tsx'

/** Larger than all pages together: only those who look at charts load it. */
const ChartDrawing = lazyPart(() => import('./chart-drawing.tsx'), 'ChartDrawing')

export interface Series {
  key: string
  label: string
  /** A colour of the page, as in `var(--page-good)`. */
  color: string
  /** The sum, or the newest value: what the drawing says, in words. */
  says: string
  /** Told from another line by more than its colour. */
  isDashed?: boolean
}

export interface Point {
  /** Tells it from all others. */
  key: string
  /** On the axis and in the table. */
  label: string
  values: Readonly<Record<string, number | null>>
}

export interface ChartProps {
  title: string
  kind: 'bars' | 'areas' | 'lines'
  series: readonly Series[]
  /** Undefined: not known yet. */
  points: readonly Point[] | undefined
  /** What the points are, as in "Day". */
  pointsAre: string
  /** There are no halves of it. */
  isCounted?: boolean
  format(value: number): string
}

/** A drawing for eyes, a legend that says the same in words, and all of it as a table. */
export function Chart(props: ChartProps) {
  const { t } = useTranslation()
  const id = useId()
  const { title, series, points } = props
  // Drawing takes longer than all the rest of a page, which is shown before.
  const mayDraw = useDeferredValue(true, false)
  return (
    <figure className={classes.figure} aria-labelledby={id}>
      <figcaption>
        <h2 id={id} className={classes.title}>
          {title}
        </h2>
        <ul className={classes.legend}>
          {points !== undefined &&
            series.map(({ key, label, color, says }) => (
              <li key={key}>
                <span className={classes.swatch} style={{ background: color }} aria-hidden />
                {label} <b>{says}</b>
              </li>
            ))}
        </ul>
      </figcaption>
      <div className={classes.drawing} aria-hidden>
        {points === undefined || !mayDraw ? (
          <Waiting />
        ) : (
          <Suspense fallback={<Waiting />}>
            <ChartDrawing {...props} points={points} />
          </Suspense>
        )}
      </div>
      <Fold label={t('shell.asTable')}>{() => <ChartTable {...props} />}</Fold>
    </figure>
  )
}

const Waiting = () => <Skeleton height="100%" radius="md" aria-busy />

function ChartTable({ title, series, points = [], pointsAre, format }: ChartProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and not everybody has a wheel
    <section className={classes.table} aria-label={title} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">{pointsAre}</th>
            {series.map(({ key, label }) => (
              <th key={key} scope="col">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {points.map(({ key: at, label, values }) => (
            <tr key={at}>
              <th scope="row">{label}</th>
              {series.map(({ key }) => (
                <td key={key}>{values[key] == null ? '–' : format(values[key])}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
