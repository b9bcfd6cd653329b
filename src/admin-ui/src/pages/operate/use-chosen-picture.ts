import { useEffect, useState } from 'react'
import type { Job } from '../../api/jobs.ts'

/** An older picture that was brought back makes room for the newest again after so long. */
const lookBackMilliseconds = 60_000

const typing = 'input, select, textarea, [role=dialog]'

/** The picture that is shown large: the newest, unless an older one was brought back, by finger or by arrow key. */
export function useChosenPicture(pictures: readonly Job[]) {
  const [chosenId, setChosenId] = useState<string | null>(null)
  const at = Math.max(
    0,
    pictures.findIndex(({ job_id: id }) => id === chosenId),
  )
  const chosen: Job | undefined = pictures[at]
  const isNewest = at === 0
  const choose = (job: Job | undefined) => setChosenId(job && job !== pictures[0] ? job.job_id : null)

  useEffect(() => {
    if (chosenId === null) return
    const timer = setTimeout(() => setChosenId(null), lookBackMilliseconds)
    return () => clearTimeout(timer)
  }, [chosenId])

  useEffect(() => {
    function onKey({ key, target }: KeyboardEvent): void {
      if (target instanceof Element && target.closest(typing)) return
      const step = { ArrowRight: 1, ArrowLeft: -1 }[key]
      if (step !== undefined) choose(pictures[Math.min(pictures.length - 1, Math.max(0, at + step))])
      if (key === 'Escape' || key === 'Home') choose(undefined)
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  })

  return { chosen, isNewest, choose }
}
