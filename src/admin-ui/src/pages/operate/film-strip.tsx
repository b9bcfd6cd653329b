import { useTranslation } from 'react-i18next'
import { type Job, previewOf } from '../../api/jobs.ts'
import { ratioOf } from '../../api/pictures.ts'
import { PersistentImage } from '../../parts/persistent-image.tsx'
import { PictureBadge } from '../../parts/picture-badge.tsx'
import { useFormats } from '../../words/formats.ts'
import classes from './film-strip.module.css'
import { MakingTile } from './making-tile.tsx'

interface FilmStripProps {
  making: readonly Job[]
  pictures: readonly Job[]
  chosen: Job | undefined
  onChoose(job: Job): void
}

/** What is being made now, and the last pictures; a tap brings one back. */
export function FilmStrip({ making, pictures, chosen, onChoose }: FilmStripProps) {
  const { t } = useTranslation()
  const { time } = useFormats()
  return (
    <section className={classes.strip} aria-label={t('operate.strip')}>
      <ul>
        {making.map((job) => (
          <li key={job.job_id}>
            <MakingTile job={job} />
          </li>
        ))}
        {pictures.map((job) => (
          <li key={job.job_id}>
            <button
              type="button"
              className={classes.tile}
              aria-pressed={job === chosen}
              aria-label={t('operate.bringBack', { time: time(job.received_at ?? '') })}
              style={{ aspectRatio: ratioOf(job) }}
              onClick={() => onChoose(job)}
            >
              <PersistentImage src={previewOf(job.job_id)} alt="" loading="lazy" decoding="async" />
              <span className={classes.badge}>
                <PictureBadge job={job} />
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
