import { machine } from '../machine.ts'
import { groupBy } from './invariant.ts'
import type { Outcome } from './play.ts'
import type { Shot } from './shots.ts'

const mostLines = 20

/** The table of the invariants, and every break in full. */
export function describeOutcome({ findings, missing, logs, struck, errors, shots }: Outcome): string {
  const faults = [...struck].map(([name, count]) => `${count} × ${name}`).join(', ')
  return [
    '',
    `Faults: ${faults || 'none'}`,
    ...missing.map((reason) => `Not tried: ${reason}`),
    '',
    '| | promise | looked at | broken | also |',
    '|---|---|---|---|---|',
    ...findings.map(
      ({ name, promise, checked, broken, note }) =>
        `| ${name} | ${promise} | ${checked} | ${broken.length} | ${note} |`,
    ),
    '',
    ...findings.flatMap(({ name, broken }) => [
      ...broken.slice(0, mostLines).map((line) => `${name} broken: ${line}`),
      ...(broken.length > mostLines ? [`${name}: and ${broken.length - mostLines} more`] : []),
    ]),
    ...shots.filter(({ answer }) => !answer).map(describeVain),
    ...errors.slice(0, mostLines).map((line) => `Logged as an error: ${line}`),
    ...(logs ? [`The logs of the nodes: ${logs}`] : []),
    '',
  ].join('\n')
}

/** Nobody promised it an answer, but somebody stood there waiting. */
function describeVain({ id, slot, tries }: Shot): string {
  const heard = tries.map(({ life, answer, broke, startedAt, endedAt }) => {
    const seconds = ((endedAt - startedAt) / 1000).toFixed(1)
    return `${life.node} ${answer ? `${answer.status} ${answer.failureReason}` : broke} after ${seconds} s`
  })
  return `No answer for ${id} on ${slot.id}: ${heard.join(', ')}`
}

export const isWhole = ({ findings }: Outcome) => findings.every(({ broken }) => broken.length === 0)

/** One line for the collection of measurements. */
export function describeRun({ seed, rounds, shots, findings, missing }: Outcome): string {
  const broken = findings.filter((finding) => finding.broken.length > 0).map(({ name }) => name)
  const verdict = broken.length === 0 ? 'all hold' : `broken: ${broken.join(', ')}`
  const without = missing.length > 0 ? ` (without ${missing.map((one) => one.split(':')[0]).join(', ')})` : ''
  return [
    '| date and machine | seed | rounds | photos | answers | invariants |',
    '|---|---|---|---|---|---|',
    `| ${machine()} | ${seed} | ${rounds}${without} | ${shots.length} | ${describeAnswers(shots)} | ${verdict} |`,
    '',
  ].join('\n')
}

function describeAnswers(shots: readonly Shot[]): string {
  const nameOf = ({ answer }: Shot) =>
    answer ? `${answer.status}${answer.failureReason ? ` ${answer.failureReason}` : ''}` : 'none'
  const groups = [...groupBy(shots, nameOf)].sort()
  return groups.map(([name, ones]) => `${ones.length} × ${name}`).join(', ')
}
