import { machine } from '../machine.ts'
import { percentile, sorted } from '../measure.ts'
import type { KillRound } from './kill-round.ts'

/** A kill is survived when every photo that was under way came back finished. */
export const isSurvived = ({ photos }: KillRound) => photos.every(({ status }) => status === 200)

/** How many were survived, why the others were not, and how long a guest waited after a kill. */
export function describeKills(rounds: readonly KillRound[], seed: string): string {
  const photos = rounds.flatMap((round) => round.photos)
  const survived = rounds.filter(isSurvived).length
  const good = photos.filter(({ status }) => status === 200).length
  const held = photos.filter(({ wasHeld }) => wasHeld)
  const heldAndGood = held.filter(({ status }) => status === 200).length
  const times = (some: typeof photos) => describeTimes(some.flatMap((photo) => photo.answeredAfterMilliseconds ?? []))
  return [
    '',
    ...rounds.filter((round) => !isSurvived(round)).flatMap(explain),
    '',
    '| date and machine | seed | kills | survived | photos answered 200 | held by the killed worker | after the kill, those | after the kill, all |',
    '|---|---|---|---|---|---|---|---|',
    `| ${machine()} | ${seed} | ${rounds.length} | ${survived} of ${rounds.length} | ${good} of ${photos.length} | ${heldAndGood} of ${held.length} | ${times(held)} | ${times(photos)} |`,
    '',
  ].join('\n')
}

function explain({ number, killed, killedAfterMilliseconds, photos }: KillRound): string[] {
  return photos
    .filter(({ status }) => status !== 200)
    .map(({ id, status, failureReason, wasHeld, row }) => {
      const answer = `${status ?? 'no answer'} ${failureReason ?? ''}`.trim()
      const fate = row
        ? `its row is ${row.status} in epoch ${row.epoch}, worker ${row.worker ?? 'unknown'}`
        : 'it has no row'
      return `kill ${number}: ${id} got ${answer}; ${killed} was killed ${killedAfterMilliseconds} ms after the first photo${wasHeld ? ' and held it' : ''}; ${fate}`
    })
}

function describeTimes(milliseconds: number[]): string {
  if (milliseconds.length === 0) return 'none'
  const inOrder = sorted(milliseconds)
  const [p50, p95] = [0.5, 0.95].map((share) => percentile(inOrder, share).toFixed(0))
  return `p50 ${p50} ms, p95 ${p95} ms, max ${inOrder.at(-1)?.toFixed(0)} ms`
}
