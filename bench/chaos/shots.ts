import { setTimeout as pause } from 'node:timers/promises'
import type { Life, Node } from './nodes.ts'
import type { Pictures } from './pictures.ts'
import { type Answer, type Exchange, postPhoto } from './post-photo.ts'
import type { Random } from './random.ts'
import type { ChaosSlot } from './slots.ts'

/** One request for a photo, and the process it went to. */
export interface Try extends Exchange {
  life: Life
  startedAt: number
}

/** One photo from the press of the button to its one answer. */
export interface Shot {
  id: string
  slot: ChaosSlot
  tries: Try[]
  /** Undefined when there was none in three windows. */
  answer?: Omit<Answer, 'bytes'> & { isOwnPicture: boolean }
}

interface Dependencies {
  pictures: Pictures
  nodes: readonly Node[]
  random: Random
}

const windowsAtMost = 3
const patienceMilliseconds = 5000
const longestRetrySeconds = 2
const noNodeMilliseconds = 100

/** A client as the contract wants it: the same bytes and the same key again, elsewhere, until there is an answer. */
export function createShooter({ pictures, nodes, random }: Dependencies) {
  async function once(shot: Shot, photo: Buffer, life: Life): Promise<Exchange> {
    const startedAt = performance.now()
    const exchange = await postPhoto({
      url: `${life.url}/ingest/${shot.slot.id}`,
      photo,
      id: shot.id,
      pauseMilliseconds: random.chance(0.3) ? random.between(20, 300) : 0,
      giveUpMilliseconds: shot.slot.windowMilliseconds + patienceMilliseconds,
    })
    shot.tries.push({ ...withoutBytes(exchange), life, startedAt })
    return exchange
  }

  /** Another one than the last, when there is a choice; also one that was killed: its clients do not know yet. */
  function chooseLife(last: Life | undefined): Life | undefined {
    const lives = nodes.flatMap((node) => node.life() ?? [])
    const others = lives.filter(({ node }) => node !== last?.node)
    return lives.length === 0 ? undefined : random.pick(others.length > 0 ? others : lives)
  }

  return async function shoot(shot: Shot): Promise<void> {
    const photo = pictures.photo(shot.id)
    const end = performance.now() + windowsAtMost * shot.slot.windowMilliseconds
    let last: Life | undefined
    while (performance.now() < end) {
      last = chooseLife(last)
      if (!last) {
        await pause(noNodeMilliseconds)
        continue
      }
      const { answer } = await once(shot, photo, last)
      if (answer && !isWorthRepeating(answer)) {
        const { bytes, ...rest } = answer
        shot.answer = { ...rest, isOwnPicture: bytes.equals(pictures.result(shot.id)) }
        return
      }
      await pause(retryMilliseconds(answer))
    }
  }

  function retryMilliseconds(answer: Answer | undefined): number {
    const seconds = answer?.retryAfterSeconds
    return seconds === undefined ? random.between(50, 250) : Math.min(seconds, longestRetrySeconds) * 1000
  }
}

/** The gateway says that it may be better soon; every other answer is final. */
const isWorthRepeating = ({ status, retryAfterSeconds }: Answer) =>
  [503, 507, 429].includes(status) && retryAfterSeconds !== undefined

/** Hundreds of pictures are not worth keeping. */
function withoutBytes(exchange: Exchange): Exchange {
  if (!exchange.answer) return exchange
  return { ...exchange, answer: { ...exchange.answer, bytes: Buffer.alloc(0) } }
}
