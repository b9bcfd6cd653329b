import { Ban, Clock, ImageOff, LoaderCircle } from 'lucide-react'
import { useState } from 'react'
import { type Job, previewOf } from '../../api/jobs.ts'
import { hasLivingPicture } from '../../parts/living-picture.ts'
import classes from './job-list.module.css'

const signs = {
  pending: Clock,
  processing: LoaderCircle,
  done: ImageOff,
  failed: ImageOff,
  timeout: Clock,
  cancelled: Ban,
}

/** In a room of its own size, whether the picture lives or not. */
export function JobThumbnail({ job }: { job: Job }) {
  const [isMissing, setMissing] = useState(false)
  const Sign = signs[job.status]
  return (
    <span className={classes.room}>
      {hasLivingPicture(job) && !isMissing ? (
        <img
          className={classes.picture}
          src={previewOf(job.job_id)}
          alt=""
          loading="lazy"
          decoding="async"
          // It was deleted before its time.
          onError={() => setMissing(true)}
        />
      ) : (
        <Sign size={20} strokeWidth={1.4} aria-hidden />
      )}
    </span>
  )
}
