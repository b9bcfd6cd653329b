import { useTranslation } from 'react-i18next'
import type { Job } from '../../api/jobs.ts'
import { useServerNow } from '../../parts/use-server-now.ts'
import classes from './making-tile.module.css'

/** A photo on its way, with what is certain about it: when the booth gets an answer at the latest. */
export function MakingTile({ job }: { job: Job }) {
  const { t } = useTranslation()
  const now = useServerNow(500)
  // Whom nobody waits for has no end.
  const begin = Date.parse(job.received_at ?? '') || now
  const end = Date.parse(job.deadline_at ?? '') || begin
  const left = Math.max(0, Math.ceil((end - now) / 1000))
  const part = Math.min(1, Math.max(0, (end - now) / Math.max(1, end - begin)))
  const isOver = left === 0
  const words = isOver ? t('operate.overTime') : t('operate.secondsLeft', { count: left })
  return (
    <div className={classes.tile} role="img" aria-label={`${t(`operate.${job.status as 'pending'}`)}: ${words}`}>
      <svg viewBox="0 0 64 64" aria-hidden="true">
        <circle cx="32" cy="32" r="28" className={classes.track} />
        <circle cx="32" cy="32" r="28" className={classes.rest} pathLength="1" strokeDasharray={`${part} 1`} />
        <text x="32" y="33" className={classes.number}>
          {isOver ? '…' : left}
        </text>
      </svg>
      <span className={classes.word} aria-hidden="true">
        {isOver ? t('operate.late') : t(`operate.${job.status as 'pending'}`)}
      </span>
    </div>
  )
}
