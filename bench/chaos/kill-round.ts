import { setTimeout as pause } from 'node:timers/promises'
import type { JobRow } from './evidence.ts'
import type { Node } from './nodes.ts'
import type { Random } from './random.ts'
import { createShooter, type Shot } from './shots.ts'
import type { Stage } from './stage.ts'

/** One kill and what became of the photos that were under way. */
export interface KillRound {
  number: number
  /** After the first photo was posted. */
  killedAfterMilliseconds: number
  killed: string
  photos: KilledPhoto[]
}

interface KilledPhoto {
  id: string
  /** The killed worker was waiting for the provider's picture of it. */
  wasHeld: boolean
  status: number | undefined
  failureReason: string | undefined
  /** From the kill to the answer; undefined when it came before, or never. */
  answeredAfterMilliseconds: number | undefined
  row: Pick<JobRow, 'status' | 'epoch' | 'worker'> | undefined
}

/** The provider takes 600 ms, so that one of them is always under way. */
const postMoments = [0, 300, 600]
const latestKillMilliseconds = 900

/** Posts a few photos, kills the worker that has one of them in its hands, starts another and waits for the answers. */
export async function killOnce(stage: Stage, random: Random, number: number): Promise<KillRound> {
  const { pictures, apis, workers, slots, database, provider } = stage
  const shoot = createShooter({ pictures, nodes: apis, random })
  const killedAfterMilliseconds = Math.round(random.between(0, latestKillMilliseconds))
  const moments = postMoments.filter((moment) => moment <= killedAfterMilliseconds)
  const shots: Shot[] = moments.map((_, at) => ({
    id: `kill-${number}-${at + 1}`,
    slot: random.pick(slots),
    tries: [],
  }))

  const answers = shots.map(async (shot, at) => {
    await pause(moments[at] ?? 0)
    await shoot(shot)
  })
  await pause(killedAfterMilliseconds)
  const open = provider.calls.filter(({ end }) => end === 'open')
  const victim = workers.find(({ name }) => name === open[0]?.node) ?? byTurns(workers, number)
  const held = open.filter(({ node }) => node === victim.name).map(({ photo }) => photo)
  const killedAt = performance.now()
  await victim.kill()
  await Promise.all([victim.start(), ...answers])

  const after = await readRowsOf(database, shots)
  const photos = shots.map((shot) => describePhoto(shot, held, killedAt, after))
  return { number, killedAfterMilliseconds, killed: victim.name, photos }
}

type OpenRow = Pick<JobRow, 'photo' | 'status' | 'epoch' | 'worker'>

function readRowsOf(database: Stage['database'], shots: readonly Shot[]): Promise<OpenRow[]> {
  return database.query<OpenRow>(
    `select client_fields->>'photo_id' as photo, status, epoch, to_jsonb(jobs)->>'worker' as worker
     from jobs where client_fields->>'photo_id' = any($1) order by received_at`,
    [shots.map(({ id }) => id)],
  )
}

/** No call is open yet: one of them is about to make it. */
function byTurns(workers: readonly Node[], number: number): Node {
  const node = workers[number % workers.length]
  if (!node) throw new Error('there is no worker')
  return node
}

function describePhoto(shot: Shot, held: string[], killedAt: number, rows: OpenRow[]): KilledPhoto {
  const { id, answer, tries } = shot
  const endedAt = tries.at(-1)?.endedAt ?? 0
  return {
    id,
    wasHeld: held.includes(id),
    status: answer?.isOwnPicture === false && answer.status === 200 ? 0 : answer?.status,
    failureReason: answer?.failureReason,
    answeredAfterMilliseconds: answer && endedAt > killedAt ? endedAt - killedAt : undefined,
    row: rows.findLast(({ photo }) => photo === id),
  }
}
