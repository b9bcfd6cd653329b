import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { boothQuery, isAlive, isMaking } from '../../api/booth.ts'
import type { Slot } from '../../api/client.ts'
import type { Job } from '../../api/jobs.ts'
import { useServerNow } from '../../parts/use-server-now.ts'
import { EffectNote } from './effect-note.tsx'
import { EffectTiles } from './effect-tiles.tsx'
import { FailureNote } from './failure-note.tsx'
import { FilmStrip } from './film-strip.tsx'
import { GuestCode } from './guest-code.tsx'
import { Note } from './note.tsx'
import classes from './operator-view.module.css'
import { Stage } from './stage.tsx'
import { useChosenPicture } from './use-chosen-picture.ts'
import { useEffectSwitch } from './use-effect-switch.ts'
import { useWakeLock } from './use-wake-lock.ts'
import { ViewHead } from './view-head.tsx'

/** Whose guest has gone home is no longer news. */
const newsMilliseconds = 20 * 60_000
const mostFailures = 2

/** For whoever stands beside the booth: what came out last, and what to do when nothing did. */
export function OperatorView({ slot, slots }: { slot: Slot; slots: readonly Slot[] }) {
  const { t } = useTranslation()
  const { data: jobs, dataUpdatedAt } = useQuery(boothQuery(slot.id))
  const now = useServerNow(5000)
  const pictures = jobs?.filter((job) => isAlive(job, now)) ?? []
  const { chosen, isNewest, choose } = useChosenPicture(pictures)
  const effects = useEffectSwitch(slot, slots)
  const [dismissed, setDismissed] = useState<ReadonlySet<string>>(new Set())
  const failed = failuresIn(jobs ?? [], now).filter(({ job_id: id }) => !dismissed.has(id))
  useWakeLock()

  return (
    <main className={classes.view}>
      <h1 className="only-heard">{slot.settings.name}</h1>
      <Stage slot={slot} picture={chosen} isKnown={jobs !== undefined}>
        {!isNewest && <Note text={t('operate.older')} onClose={() => choose(undefined)} />}
        <EffectNote effects={effects} />
        {failed.slice(0, mostFailures).map((job) => (
          <FailureNote key={job.job_id} job={job} onClose={() => setDismissed(new Set([...dismissed, job.job_id]))} />
        ))}
      </Stage>
      <aside className={classes.side}>
        <ViewHead slot={slot} slots={slots} seenAt={dataUpdatedAt} />
        <GuestCode picture={chosen} />
        <EffectTiles slot={slot} slots={slots} effects={effects} />
      </aside>
      <FilmStrip making={jobs?.filter(isMaking) ?? []} pictures={pictures} chosen={chosen} onChoose={choose} />
    </main>
  )
}

/** Photos that became no picture, unless somebody has tried again. */
function failuresIn(jobs: readonly Job[], now: number): Job[] {
  const retried = new Set(jobs.map((job) => job.retry_of))
  return jobs.filter(
    ({ job_id: id, status, received_at: at }) =>
      ['failed', 'timeout', 'cancelled'].includes(status) &&
      !retried.has(id) &&
      Date.parse(at ?? '') > now - newsMilliseconds,
  )
}
