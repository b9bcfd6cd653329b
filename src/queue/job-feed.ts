import type { Logger } from '../log.ts'
import type { JobSearch, JobState } from './find-jobs.ts'
import { isFinal, isLate, jobChannel } from './job.ts'
import type { Notifications } from './notifications.ts'

interface Dependencies {
  search: Pick<JobSearch, 'findStates'>
  notifications: Pick<Notifications, 'on' | 'onGap'>
  log: Logger
}

/** Somebody who listens; must not throw. */
export interface Line {
  say(text: string): void
  end(): void
}

/** Something was missed: ask the list. */
const gap = 'gap'
const gapEvent = `event: ${gap}\ndata: {}\n\n`
/** A database that is slow to say what has changed must not make a long queue of questions here. */
const mostHeard = 10_000
const lookUpAtOnce = 500

/**
 * Every change of every job, told to whoever is on the line as server-sent events. A notification names only the job and
 * its status; the rest is looked up, for many at once and for all lines together, and only while there is a line.
 */
export function createJobFeed({ search, notifications, log }: Dependencies) {
  const lines = new Set<Line>()
  let heard: string[] = []
  let isTelling = false

  const sayToAll = (text: string) => {
    for (const line of lines) line.say(text)
  }

  notifications.on(jobChannel, hear)
  notifications.onGap(() => hear(gap))

  function hear(news: string): void {
    if (lines.size === 0 || (news === gap && heard.at(-1) === gap)) return
    if (heard.length >= mostHeard) heard = [gap]
    heard.push(news)
    if (!isTelling) void tellAll()
  }

  /** In the order of the news, a gap in its place. */
  async function tellAll(): Promise<void> {
    isTelling = true
    while (heard.length > 0) sayToAll(await describe(heard.splice(0, lookUpAtOnce)))
    isTelling = false
  }

  async function describe(news: string[]): Promise<string> {
    try {
      const changes = news.map((line) => line.split(' ') as [id: string, status?: string])
      const ids = changes.flatMap(([id, status]) => (status ? [id] : []))
      const states = ids.length > 0 ? await search.findStates([...new Set(ids)]) : new Map<string, JobState>()
      return changes.map(([id, status]) => (status ? eventOf(states.get(id), status) : gapEvent)).join('')
    } catch (error) {
      log.warn({ err: error }, 'could not look at jobs that have changed')
      return gapEvent
    }
  }

  return {
    /** A line begins with a gap: what was before it, the list knows. Returns the way off the line. */
    join(line: Line): () => void {
      lines.add(line)
      line.say(gapEvent)
      return () => lines.delete(line)
    },
    endAll(): void {
      for (const line of lines) line.end()
    },
  }
}

export type JobFeed = ReturnType<typeof createJobFeed>

/** A job may be further than this news of it by now; what belongs to its end is told with its end. */
function eventOf(state: JobState | undefined, status: string): string {
  if (!state) return ''
  const hasEnded = isFinal(status)
  const data = {
    job_id: state.id,
    slot: state.slotId,
    status,
    late: hasEnded && isLate(state),
    fallback: hasEnded ? state.fallback : null,
    failure_reason: hasEnded ? state.failureReason : null,
    at: (hasEnded ? (state.finishedAt ?? state.seenAt) : state.seenAt).toISOString(),
  }
  return `event: ${status}\ndata: ${JSON.stringify(data)}\n\n`
}
