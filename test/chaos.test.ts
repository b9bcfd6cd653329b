import t from 'tap'
import type { AttemptRow, Evidence, JobRow } from '../bench/chaos/evidence.ts'
import { checkInvariants, play } from '../bench/chaos/play.ts'
import type { Shot } from '../bench/chaos/shots.ts'

/** Long enough for a few faults, short enough for every day; `bench/chaos.ts` is the long one. */
const script = {
  seed: 'monday',
  rounds: 10,
  seconds: 11,
  clients: 3,
  apis: 2,
  workers: 3,
  slots: { 'slot-001': { syncSeconds: 10 }, 'slot-002': { syncSeconds: 10, priority: 5, maxInFlight: 2 } },
  temper: { leastMilliseconds: 100, mostMilliseconds: 500, failing: 0.05, hanging: 0 },
  longestFreezeMilliseconds: 3000,
}

const isWindows = process.platform === 'win32' && 'signals cannot freeze or restart anything on Windows'

t.test(
  'photos keep their promises while processes, database, disk and clocks break',
  { skip: isWindows, timeout: 90_000 }, // a busy machine starts processes slowly
  async (t) => {
    const outcome = await play({ ...script, say: (line) => t.comment(line) })
    for (const line of outcome.missing) t.comment(`not tried: ${line}`)
    if (outcome.logs) t.comment(`the logs of the nodes: ${outcome.logs}`)
    t.ok(outcome.shots.length > 0, 'photos were sent')
    for (const { name, promise, broken } of outcome.findings) t.strictSame(broken, [], `${name}: ${promise}`)
  },
)

const jobId = '5f0c6d9e-52a8-4a4f-9d8a-1c8f0a2b3c4d'
const resultKey = `results/slot-001/${jobId}/1.jpg`

const job: JobRow = {
  id: jobId,
  photo: 'one',
  slot_id: 'slot-001',
  status: 'done',
  failure_reason: null,
  epoch: 1,
  worker: 'w',
  input_deleted_at: 'gone',
  result_key: resultKey,
  result_sha256: 'hash',
  result_deleted_at: null,
  is_expired: false,
}
const attempt: AttemptRow = { job_id: jobId, photo: 'one', epoch: 1, number: 1, outcome: 'done' }
const answer = {
  status: 200,
  jobId,
  resultUrl: undefined,
  retryAfterSeconds: undefined,
  failureReason: undefined,
  sha256: 'hash',
  isOwnPicture: true,
}
const life = { node: 'api-1', pid: 1, url: '' }

function shotWith(patch: Partial<typeof answer> = {}, endedAt = 1000, killedAt?: number): Shot {
  const heard = { ...answer, ...patch }
  const served = killedAt === undefined ? life : { ...life, killedAt }
  const tries = [{ startedAt: 0, sentAt: 1, endedAt, answer: { ...heard, bytes: Buffer.alloc(0) }, life: served }]
  return { id: 'one', slot: { id: 'slot-001', windowMilliseconds: 10_000 }, tries, answer: heard }
}

const provider = (calls: number) => ({
  calls: Array.from({ length: calls }, (_, at) => ({
    photo: 'one',
    node: 'w',
    number: at + 1,
    end: 'answered' as const,
  })),
  complaints: [],
  countOf: () => calls,
})

const whole: Evidence = {
  shots: [shotWith()],
  jobs: [job],
  attempts: [attempt],
  messages: [],
  provider: provider(1),
  files: new Map([[resultKey, 'hash']]),
  links: new Map([[jobId, 'hash']]),
  eventLoop: { longest: () => 0, before: () => 0 },
}

const nameOfBroken = (evidence: Evidence) =>
  checkInvariants(evidence).flatMap(({ name, broken }) => (broken.length > 0 ? [name] : []))

t.test('each break of a promise is noticed', async (t) => {
  t.strictSame(nameOfBroken(whole), [], 'nothing is broken at first')
  const other = { ...job, id: jobId.replace('5f', '6f'), result_key: resultKey.replace('5f', '6f') }
  const breaks: [what: string, patch: Partial<Evidence>, broken: string[]][] = [
    ["another guest's picture", { shots: [shotWith({ isOwnPicture: false })] }, ['I1']],
    ['a link to other bytes', { links: new Map([[jobId, 'other']]) }, ['I1']],
    ['an answer for a job that does not exist', { shots: [shotWith({ jobId: 'none' })] }, ['I1', 'I2']],
    [
      'a photo done twice',
      {
        jobs: [job, other],
        files: new Map([
          [resultKey, 'hash'],
          [other.result_key, 'hash'],
        ]),
      },
      ['I2'],
    ],
    [
      'a job that never ended',
      { jobs: [{ ...job, status: 'processing', result_key: null }], shots: [], links: new Map(), files: new Map() },
      ['I2', 'I6'],
    ],
    ['504 for a job that is done', { shots: [shotWith({ status: 504 })] }, ['I2']],
    ['a call without a row', { provider: provider(2) }, ['I3']],
    ['a row without a call', { provider: provider(0) }, ['I3']],
    [
      'four claims',
      {
        jobs: [{ ...job, epoch: 4, result_key: resultKey.replace('/1.', '/4.') }],
        files: new Map([[resultKey.replace('/1.', '/4.'), 'hash']]),
      },
      ['I3'],
    ],
    ['an answer behind the window', { shots: [shotWith({}, 10_202)] }, ['I4']],
    [
      'a file without a row',
      {
        files: new Map([
          [resultKey, 'hash'],
          ['inputs/x', 'hash'],
        ]),
      },
      ['I5'],
    ],
    ['a row without a file', { files: new Map() }, ['I5']],
    [
      'half a file',
      {
        files: new Map([
          [resultKey, 'hash'],
          ['.partial/x', 'hash'],
        ]),
      },
      ['I5'],
    ],
    ['a photo that outlives its job', { jobs: [{ ...job, input_deleted_at: null }] }, ['I5']],
    ['a message that nobody settled', { messages: [{ state: 'active', count: 1 }] }, ['I6']],
    ['a result of an old epoch', { jobs: [{ ...job, epoch: 2 }] }, ['I7']],
  ]
  for (const [what, patch, broken] of breaks) t.strictSame(nameOfBroken({ ...whole, ...patch }), broken, what)
  t.strictSame(nameOfBroken({ ...whole, shots: [shotWith({}, 12_000, 11_000)] }), [], 'a killed node owes no answer')
  const stalled = { longest: () => 200, before: () => 200 }
  const late = { ...whole, shots: [shotWith({}, 10_300)], eventLoop: stalled }
  t.strictSame(nameOfBroken(late), ['I4'], 'that we stood still ourselves is said, and excuses nothing')
})
