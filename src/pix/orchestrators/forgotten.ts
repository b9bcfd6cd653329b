import { type Clock, repeat } from '../../clock.ts'
import type { Database } from '../../database.ts'
import { and, eq, isNull, lt, or, sql } from '../../drizzle.ts'
import type { Logger } from '../../log.ts'
import { pixEdits, pixImages, pixAnalysisRuns as runs } from '../../pix-schema.ts'
import type { PixQueue } from '../work.ts'

interface Dependencies {
  database: Database
  queue: PixQueue
  clock: Clock
  log: Logger
}

const intervalMilliseconds = 600_000
const graceSeconds = 900
const mostAtOnce = 200

/**
 * The rows are the truth: what the budget of a day has put off is sent again on another day, and an edit whose message
 * was lost is sent again. What has failed for good waits for a person.
 */
export function createForgottenSearch({ database, queue, clock, log }: Dependencies) {
  const today = sql`date_trunc('day', ${clock.databaseNow()}, 'UTC')`

  async function sendForgotten(): Promise<number> {
    // Only what is still open, and only until it was asked again: others would take the places of those that wait.
    const isPutOff = sql`exists (select from ${runs} where ${runs.imageId} = ${pixImages.id}
      and ${runs.stage} = case when ${pixImages.visionDone} then 'gpt' else 'vision' end
      and ${runs.status} = 'skipped' and ${runs.errorCode} = 'budget_exhausted' and ${runs.startedAt} < ${today}
      and not exists (select from ${runs} later where later.image_id = ${runs.imageId} and later.stage = ${runs.stage}
        and later.model = ${runs.model} and later.started_at > ${runs.startedAt}))`
    const images = await database
      .select({ imageId: pixImages.id, revision: pixImages.revision, isSeen: pixImages.visionDone })
      .from(pixImages)
      .where(
        and(
          eq(pixImages.readyForVision, true),
          or(eq(pixImages.visionDone, false), eq(pixImages.gptDone, false)),
          isNull(pixImages.excludedAt),
          isPutOff,
        ),
      )
      .orderBy(pixImages.registeredAt)
      .limit(mostAtOnce)
    const edits = await database
      .select({ editId: pixEdits.id })
      .from(pixEdits)
      .where(
        and(
          eq(pixEdits.status, 'running'),
          lt(pixEdits.createdAt, sql`(select ${clock.databaseNow()} - ${graceSeconds} * interval '1 second')`),
        ),
      )
      .limit(mostAtOnce)
    await database.transaction(async (tx) => {
      for (const { isSeen, ...work } of images) await queue.send(tx, isSeen ? 'pix-gpt' : 'pix-vision', work)
      for (const work of edits) await queue.send(tx, 'pix-edit', work)
    })
    return images.length + edits.length
  }

  const watch = repeat(
    clock,
    intervalMilliseconds,
    async () => void (await sendForgotten()),
    (error) => log.warn({ err: error }, 'could not look for what services have yet to do'),
  )
  return { sendForgotten, start: watch.start, stop: watch.stop }
}
