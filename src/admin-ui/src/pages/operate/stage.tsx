import { Aperture } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Slot } from '../../api/client.ts'
import { type Job, previewOf, resultOf } from '../../api/jobs.ts'
import { PersistentImage } from '../../parts/persistent-image.tsx'
import { PictureBadge } from '../../parts/picture-badge.tsx'
import { useFormats } from '../../words/formats.ts'
import classes from './stage.module.css'

interface StageProps {
  slot: Slot
  /** Undefined: there is none. */
  picture: Job | undefined
  isKnown: boolean
  /** What is said over the picture, at its lower edge: nothing moves for it. */
  children: ReactNode
}

/** One picture, as large as the screen allows. */
export function Stage({ slot, picture, isKnown, children }: StageProps) {
  return (
    <div className={classes.stage} aria-busy={!isKnown}>
      {picture ? <Picture key={picture.job_id} slot={slot} picture={picture} /> : isKnown && <Nothing slot={slot} />}
      <div className={classes.notes}>{children}</div>
    </div>
  )
}

/** The small one is there at once, and stays until the large one has come through. */
function Picture({ slot, picture }: { slot: Slot; picture: Job }) {
  const { t } = useTranslation()
  const { ago } = useFormats()
  const [isWhole, setWhole] = useState(false)
  const when = picture.finished_at ? ago(picture.finished_at) : ''
  return (
    <>
      {!isWhole && <PersistentImage className={classes.picture} src={previewOf(picture.job_id)} alt="" />}
      <PersistentImage
        className={classes.picture}
        data-hidden={!isWhole || undefined}
        src={resultOf(picture.job_id)}
        alt={t('operate.picture', { slot: slot.settings.name, when })}
        onLoad={() => setWhole(true)}
      />
      <div className={classes.badge}>
        <PictureBadge job={picture} />
      </div>
    </>
  )
}

function Nothing({ slot }: { slot: Slot }) {
  const { t } = useTranslation()
  return (
    <div className={classes.nothing}>
      <Aperture size={56} strokeWidth={1} aria-hidden />
      <p>{t('operate.nothing')}</p>
      <code>{slot.ingest_path}</code>
    </div>
  )
}
