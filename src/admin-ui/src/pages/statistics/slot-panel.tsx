import { Anchor, Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { Download } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SlotFigures } from '../../api/statistics.ts'
import { downloadText } from '../../parts/download-text.ts'
import { Section } from '../../parts/section.tsx'
import { useFormats } from '../../words/formats.ts'
import type { Period } from './period.ts'
import { type Column, columns, type Order, type SortKey, slotsCsv, sortSlots } from './slot-columns.ts'
import classes from './slot-panel.module.css'

interface SlotPanelProps {
  figures: readonly SlotFigures[]
  nameOf(id: string): string
  period: Period
}

/** A phone has room for these; a slot's name leads to all the others. */
const main: readonly SortKey[] = ['name', 'photos', 'success', 'cost']
const extra = (key: SortKey) => (main.includes(key) ? undefined : classes.extra)

/** Every slot with its figures, in the order that somebody wants. */
export function SlotPanel({ figures, nameOf, period }: SlotPanelProps) {
  const { t } = useTranslation()
  const [order, setOrder] = useState<Order>({ by: 'photos', isDescending: true })
  const show = useCellWords()
  const sorted = sortSlots(figures, order, nameOf)
  const heads: SortKey[] = ['name', ...columns.map(({ key }) => key)]
  const sort = (by: SortKey) => setOrder({ by, isDescending: order.by === by ? !order.isDescending : by !== 'name' })
  return (
    <Section
      title={t('statistics.slots')}
      actions={
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<Download size={15} aria-hidden />}
          onClick={() =>
            downloadText(slotsCsv(sorted, nameOf), { name: `statistics-${period.key}.csv`, type: 'text/csv' })
          }
        >
          {t('statistics.csv')}
        </Button>
      }
    >
      <table className={classes.table}>
        <thead>
          <tr>
            {heads.map((key) => (
              <SortHead key={key} by={key} order={order} onSort={() => sort(key)} />
            ))}
          </tr>
        </thead>
        <tbody>
          {sorted.map((one) => (
            <tr key={one.slot}>
              <th scope="row">
                <Anchor
                  inherit
                  renderRoot={(props) => (
                    <Link {...props} to="/admin/statistics" search={{ period: period.key, slot: one.slot }} />
                  )}
                >
                  {nameOf(one.slot)}
                </Anchor>
              </th>
              {columns.map((column) => (
                <td key={column.key} className={extra(column.key)}>
                  {show(column, one)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  )
}

function SortHead({ by, order, onSort }: { by: SortKey; order: Order; onSort(): void }) {
  const { t } = useTranslation()
  const isSorted = order.by === by
  const direction = order.isDescending ? 'descending' : 'ascending'
  return (
    <th scope="col" className={extra(by)} aria-sort={isSorted ? direction : undefined}>
      <button
        type="button"
        className={classes.sort}
        data-sorted={isSorted || undefined}
        data-first={by === 'name' || undefined}
        onClick={onSort}
      >
        {t(`statistics.columns.${by}`)}
        {isSorted && <span aria-hidden>{order.isDescending ? ' ↓' : ' ↑'}</span>}
      </button>
    </th>
  )
}

function useCellWords(): (column: Column, figures: SlotFigures) => string {
  const { number, share, duration, usd } = useFormats()
  const words = { count: number, share, time: duration, money: usd }
  return ({ kind, of }, figures) => {
    const value = of(figures)
    return value === null ? '–' : words[kind](value)
  }
}
