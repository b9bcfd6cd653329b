import t from 'tap'
import { createDeadline } from '../../src/deadline.ts'
import { GatewayError } from '../../src/errors.ts'
import type { AttemptRecord, PlannedCall } from '../../src/providers/attempt-record.ts'
import type { Admission, Course } from '../../src/providers/course.ts'
import type { CallFacts, EditedImage, Provider, RemoteWork } from '../../src/providers/provider.ts'
import { type FailureKind, failureRules, ProviderFailure } from '../../src/providers/provider-failure.ts'
import { createRouter } from '../../src/providers/router.ts'
import { jpeg, sourceOf } from '../support/pictures.ts'
import { createTestClock } from '../support/test-clock.ts'

const picture: EditedImage = { bytes: Buffer.from('picture'), type: 'image/jpeg', width: 1, height: 1 }
type Step = EditedImage | Error | 'silent'

/** Providers that answer step by step, the last step again and again, and a router over them whose time stands still. */
function scene(
  steps: Record<string, Step[]>,
  { facts = {} as Record<string, CallFacts & { isLocal?: boolean }> } = {},
) {
  const clock = createTestClock({ standsStill: true })
  const calls: string[] = []
  const cancelled: RemoteWork[] = []
  const waits: number[] = []
  const provider = (name: string): Provider => {
    const { isLocal = false, ...known } = facts[name] ?? {}
    const rest = [...(steps[name] ?? [])]
    return {
      name,
      isLocal,
      operations: {},
      describe: () => known,
      async edit(_request, { signal }) {
        calls.push(name)
        const step = rest.length > 1 ? rest.shift() : rest[0]
        if (step instanceof Error) throw step
        if (step === 'silent')
          return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
        return step as EditedImage
      },
      async cancel(remote) {
        cancelled.push(remote)
      },
    }
  }
  const providers = Object.fromEntries(Object.keys(steps).map((name) => [name, provider(name)]))
  const after: typeof clock.after = (milliseconds, callBack) => {
    waits.push(milliseconds)
    return clock.after(milliseconds, callBack)
  }
  const route = createRouter({ providers, clock: { ...clock, after }, random: () => 1 })
  const chain = Object.keys(steps).map((name) => ({ provider: name, operation: 'edit', settings: {} }))

  async function run({
    windowMilliseconds = 30_000,
    ...course
  }: Partial<Course> & { windowMilliseconds?: number } = {}) {
    const attempts: AttemptRecord[] = []
    const routed = route(
      chain,
      {
        photo: sourceOf(await jpeg(8, 8)),
        templates: {},
        output: { format: 'jpeg', quality: 80, longestSidePixels: null },
      },
      {
        deadline: createDeadline(clock, windowMilliseconds),
        signal: new AbortController().signal,
        onAttempted: (attempt) => attempts.push(attempt),
        ...course,
      },
    )
    let isOver = false
    void routed.finally(() => {
      isOver = true
    })
    for (let step = 0; step < 4000 && !isOver; step += 1) {
      await new Promise((resolve) => setImmediate(resolve))
      if (!isOver && step % 4 === 3) clock.advance(50)
    }
    const ended = await routed
    return { ended, attempts, code: 'failure' in ended ? ended.failure.code : 'done' }
  }
  return { clock, calls, cancelled, waits, providers, run }
}

const failing = (kind: FailureKind, options = {}) => new ProviderFailure(kind, kind, options)

/** Kind of the first provider's failures → calls with no other link, and with another one behind it. */
const table: Record<FailureKind, { alone: number; after: 'next' | 'stop'; beforeNext: number; code: string }> = {
  rate_limited: { alone: 3, after: 'next', beforeNext: 3, code: 'provider_error' },
  quota_exhausted: { alone: 1, after: 'next', beforeNext: 1, code: 'provider_error' },
  auth: { alone: 1, after: 'next', beforeNext: 1, code: 'slot_misconfigured' },
  model_gone: { alone: 1, after: 'next', beforeNext: 1, code: 'slot_misconfigured' },
  bad_request: { alone: 1, after: 'stop', beforeNext: 1, code: 'provider_error' },
  refused: { alone: 1, after: 'stop', beforeNext: 1, code: 'provider_refused' },
  subject: { alone: 1, after: 'stop', beforeNext: 1, code: 'provider_refused' },
  no_image: { alone: 12, after: 'next', beforeNext: 5, code: 'provider_no_image' },
  overloaded: { alone: 3, after: 'next', beforeNext: 3, code: 'provider_error' },
  network_unsent: { alone: 3, after: 'next', beforeNext: 3, code: 'provider_error' },
  network_unknown: { alone: 1, after: 'next', beforeNext: 1, code: 'provider_error' },
  malformed: { alone: 1, after: 'next', beforeNext: 1, code: 'provider_error' },
  bad_media: { alone: 1, after: 'next', beforeNext: 1, code: 'provider_error' },
  deadline: { alone: 1, after: 'next', beforeNext: 1, code: 'provider_timeout' },
}

t.same(Object.keys(table).sort(), Object.keys(failureRules).sort(), 'every kind is looked at')

for (const kind of Object.keys(table) as FailureKind[]) {
  const { alone, after, beforeNext, code } = table[kind]
  t.test(`${kind}: ${alone} calls alone, then ${after}`, async (t) => {
    const only = scene({ one: [failing(kind)] })
    const { code: got, attempts } = await only.run()
    t.equal(got, code)
    t.equal(only.calls.length, alone)
    t.same(
      attempts.map((attempt) => attempt.kind),
      Array(alone).fill(kind),
      'each call is told',
    )

    const two = scene({ one: [failing(kind)], two: [picture] })
    const { code: gotBoth } = await two.run()
    t.same(two.calls, [...Array(beforeNext).fill('one'), ...(after === 'next' ? ['two'] : [])])
    t.equal(gotBoth, after === 'next' ? 'done' : code)
  })
}

t.test('a refusal goes on where the slot wants that', async (t) => {
  const { calls, run } = scene({ one: [failing('refused')], two: [picture] })
  const { code } = await run({ policy: { onRefusal: 'next', onUnknownOutcome: 'next' } })
  t.equal(code, 'done')
  t.same(calls, ['one', 'two'])
})

t.test('a call whose outcome nobody knows is made again only where the slot wants that, and once', async (t) => {
  const { calls, run } = scene({ one: [failing('network_unknown')] })
  t.equal((await run({ policy: { onRefusal: 'stop', onUnknownOutcome: 'again' } })).code, 'provider_error')
  t.same(calls, ['one', 'one'])
})

t.test('no picture is asked for again at once, and a later one counts', async (t) => {
  const { calls, waits, run } = scene({ one: [failing('no_image'), failing('no_image'), picture] })
  t.equal((await run()).code, 'done')
  t.equal(calls.length, 3)
  t.equal(waits.filter((milliseconds) => milliseconds === 0).length, 2, 'without a pause')
})

t.test('a hint is kept when it fits into the window, and is not waited for when it does not', async (t) => {
  const fits = scene({ one: [failing('rate_limited', { retryAfterMilliseconds: 3000 }), picture] })
  t.equal((await fits.run({ windowMilliseconds: 10_000 })).code, 'done')
  t.ok(fits.waits.includes(3000))
  const tooLong = scene({ one: [failing('rate_limited', { retryAfterMilliseconds: 120_000 })], two: [picture] })
  t.equal((await tooLong.run()).code, 'done')
  t.same(tooLong.calls, ['one', 'two'])
  t.notOk(tooLong.waits.includes(120_000))
})

t.test('a silent service leaves the next one its time', async (t) => {
  const { calls, clock, run } = scene({ one: ['silent'], two: [picture] }, { facts: { two: { isLocal: true } } })
  const { code, attempts } = await run({ windowMilliseconds: 10_000 })
  t.equal(code, 'done')
  t.same(calls, ['one', 'two'])
  t.match(attempts[0], { kind: 'deadline', outcome: 'provider_timeout' })
  t.ok(clock.monotonic() <= 8000, 'two seconds are kept for the studio')
})

t.test('a service that needs longer than what is left is not called as a fallback', async (t) => {
  const facts = { two: { typicalSeconds: 40, estimatedUsd: 0.1, keyId: 'k' } }
  const { calls, run } = scene({ one: ['silent'], two: [picture] }, { facts })
  const { code } = await run({ windowMilliseconds: 10_000 })
  t.equal(code, 'provider_timeout')
  t.same(calls, ['one'])
})

t.test('what failed last is told, and not that nothing else was tried', async (t) => {
  const never: Admission = { mayGo: false, because: 'circuit', waitMilliseconds: 60_000, reason: 'overloaded' }
  const { run } = scene({ one: [failing('malformed')], two: [picture] })
  const admit = async ({ link }: PlannedCall) => (link.provider === 'two' ? never : ({ mayGo: true } as const))
  const { ended } = await run({ admit })
  t.match(ended, { failure: { kind: 'malformed' } })
})

t.test('a service that is left alone is passed by, and waited for only at the end of the chain', async (t) => {
  const closed: Admission = { mayGo: false, because: 'circuit', waitMilliseconds: 1000, reason: 'overloaded' }
  const passed = scene({ one: [picture], two: [picture] })
  const admitTwo = async ({ link }: PlannedCall) => (link.provider === 'one' ? closed : ({ mayGo: true } as const))
  t.equal((await passed.run({ admit: admitTwo })).code, 'done')
  t.same(passed.calls, ['two'])

  const waited = scene({ one: [picture] })
  let asked = 0
  const admit = async () => (++asked < 3 ? closed : ({ mayGo: true } as const))
  t.equal((await waited.run({ admit })).code, 'done')
  t.equal(asked, 3)
  t.equal(waited.calls.length, 1)
})

t.test('a key that is busy is waited for while there is time', async (t) => {
  const busy: Admission = { mayGo: false, because: 'busy', waitMilliseconds: null }
  const facts = { two: { typicalSeconds: 2, keyId: 'k' } }
  const { calls, clock, run } = scene({ one: [picture], two: [picture] }, { facts })
  const admit = async ({ link }: PlannedCall) => (link.provider === 'one' ? busy : ({ mayGo: true } as const))
  t.equal((await run({ admit, windowMilliseconds: 5000 })).code, 'done')
  t.same(calls, ['two'])
  t.ok(clock.monotonic() > 2000 && clock.monotonic() < 3000, 'and no longer: the next one needs its two seconds')
})

t.test('a budget that is used up goes on to what is free, or says so', async (t) => {
  const spent: Admission = { mayGo: false, because: 'budget', details: 'The daily budget of slot slot-001 is used up.' }
  const admit = async ({ link }: PlannedCall) => (link.provider === 'one' ? spent : ({ mayGo: true } as const))
  t.equal((await scene({ one: [picture], two: [picture] }).run({ admit })).code, 'done')
  const { ended } = await scene({ one: [picture] }).run({ admit })
  t.match(ended, { failure: { code: 'budget_exhausted', details: /daily budget of slot slot-001/ } })
})

t.test('work that was handed in is cancelled with its photo, and not when somebody else goes on with it', async (t) => {
  for (const isPassedOn of [false, true]) {
    const { providers, cancelled, run } = scene({ one: [picture] })
    const controller = new AbortController()
    Object.assign(providers.one ?? {}, {
      async edit(_request: unknown, { remember, signal }: Parameters<Provider['edit']>[1]) {
        await remember({ id: 'work' })
        controller.abort(new GatewayError('cancelled', 'stopped'))
        await new Promise((_, reject) => reject(signal.reason))
      },
    })
    await run({ signal: controller.signal, isPassedOn: () => isPassedOn })
    t.same(cancelled, isPassedOn ? [] : [{ id: 'work' }])
  }
})

t.test("another worker's last call is gone on with", async (t) => {
  const paid = { one: { keyId: 'k', estimatedUsd: 0.04 } }
  const cases: [what: string, unfinished: Course['unfinished'], calls: string[], code: string][] = [
    ['a free call that broke off', open({ isPaid: false }), ['one'], 'done'],
    ['a paid call that broke off', open({}), ['two'], 'done'],
    ['work that was handed in', open({ remote: { id: 'work' } }), ['one'], 'done'],
    ['a failure that goes on', open({ kind: 'network_unknown', isOpen: false }), ['two'], 'done'],
    ['a failure that stops', open({ kind: 'bad_request', isOpen: false }), [], 'provider_error'],
    ['a paid call at the end of the chain', open({ linkAt: 1 }), [], 'provider_error'],
  ]
  for (const [what, unfinished, calls, code] of cases) {
    const stage = scene({ one: [picture], two: [picture] }, { facts: paid })
    const { code: got, attempts } = await stage.run({ unfinished })
    t.equal(got, code, what)
    t.same(stage.calls, calls, what)
    t.equal(
      attempts.some(({ isResumed }) => isResumed),
      unfinished?.remote !== null,
      what,
    )
  }
})

t.test('the calls of a worker that is gone count towards what may be made of one service', async (t) => {
  const policy = { onRefusal: 'stop', onUnknownOutcome: 'again' } as const
  const cases: [kind: FailureKind, before: number, calls: number][] = [
    ['network_unknown', 1, 1],
    ['overloaded', 1, 2],
    ['overloaded', 2, 1],
    ['no_image', 10, 2],
  ]
  for (const [kind, calls, left] of cases) {
    const stage = scene({ one: [failing(kind)] }, { facts: { one: { keyId: 'k' } } })
    await stage.run({ policy, unfinished: open({ kind, calls, isOpen: false }) })
    t.equal(stage.calls.length, left, `${kind} after ${calls}`)
  }
  const fetched = scene({ one: [failing('overloaded')] }, { facts: { one: { keyId: 'k' } } })
  await fetched.run({ unfinished: open({ remote: { id: 'work' } }) })
  t.equal(fetched.calls.length, 3, 'fetching goes on with the call that handed in')
})

t.test('a model that the catalogue has forgotten costs its own link, and not the photo', async (t) => {
  const gone = new GatewayError('slot_misconfigured', 'one has no model x')
  const forget = (provider: Provider | undefined) =>
    Object.assign(provider ?? {}, {
      describe() {
        throw gone
      },
    })
  for (const forgotten of ['one', 'two']) {
    const { providers, run } = scene({ one: [forgotten === 'one' ? gone : picture], two: [picture] })
    forget(providers[forgotten])
    t.equal((await run()).code, 'done', forgotten)
  }
})

t.test(
  'neither waiting for a service nor asking it again takes the time in which the next one could help',
  async (t) => {
    const facts = { one: { typicalSeconds: 12, keyId: 'k' }, two: { typicalSeconds: 20, keyId: 'l' } }
    const busy: Admission = { mayGo: false, because: 'busy', waitMilliseconds: null }
    const admit = async ({ link }: PlannedCall) => (link.provider === 'one' ? busy : ({ mayGo: true } as const))
    const waiting = scene({ one: [picture], two: [picture] }, { facts })
    t.equal((await waiting.run({ admit, windowMilliseconds: 40_000 })).code, 'done', 'a busy key')
    t.same(waiting.calls, ['two'])
    t.ok(waiting.clock.monotonic() <= 20_000)

    const hint = failing('rate_limited', { retryAfterMilliseconds: 13_000 })
    const asking = scene({ one: [hint], two: [picture] }, { facts })
    t.equal((await asking.run({ windowMilliseconds: 30_000 })).code, 'done', 'a hint')
    t.same(asking.calls, ['one', 'two'])
  },
)

t.test('with too little time for a service, one that needs less is called instead', async (t) => {
  const facts = { one: { typicalSeconds: 12, keyId: 'k' }, two: { isLocal: true } }
  const late = scene({ one: ['silent'], two: [picture] }, { facts })
  t.equal((await late.run({ windowMilliseconds: 4000 })).code, 'done')
  t.same(late.calls, ['two'])
  const alone = scene({ one: [picture] }, { facts })
  t.equal((await alone.run({ windowMilliseconds: 4000 })).code, 'done', 'where nobody else can help it may try')
})

const open = (more: Partial<NonNullable<Course['unfinished']>>) => ({
  ...{ linkAt: 0, calls: 1, kind: null, isOpen: true, remote: null, isPaid: true },
  ...more,
})

t.test('every call has its cost: what the service says, else the list price where it may have charged', async (t) => {
  const facts = { one: { keyId: 'k', estimatedUsd: 0.04, priceDate: '2026-11-01' } }
  const told = { usd: 0.03, basis: 'usage', priceDate: '2026-11-01' } as const
  const cases: [step: Step, billed: string, cost: unknown][] = [
    [picture, 'yes', { usd: 0.04, basis: 'table', priceDate: '2026-11-01' }],
    [{ ...picture, report: { cost: told } }, 'yes', told],
    [failing('overloaded'), 'no', null],
    [failing('network_unknown'), 'unknown', { usd: 0.04, basis: 'table' }],
    [failing('bad_media', { cost: told }), 'yes', told],
    [new Error('a bug'), 'unknown', { usd: 0.04 }],
    [new GatewayError('unreadable_image', 'cut short'), 'no', null],
  ]
  for (const [step, billed, cost] of cases) {
    const { attempts } = await scene({ one: [step] }, { facts }).run()
    t.match(attempts[0], { billed, cost })
  }
  const again = scene({ one: [{ ...picture, report: { billed: 'yes', cost: told } }] }, { facts })
  const { attempts: fetched } = await again.run({ unfinished: open({ remote: { id: 'work' } }) })
  t.match(fetched[0], { billed: 'no', cost: null }, 'what is fetched stands with the call that handed it in')
  const { attempts } = await scene({ studio: [picture] }).run()
  t.match(attempts[0], { billed: 'no', cost: null }, 'what is free costs nothing')
})
