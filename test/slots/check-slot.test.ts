import { randomUUID } from 'node:crypto'
import t from 'tap'
import { GatewayError } from '../../src/errors.ts'
import { createStudio } from '../../src/providers/studio/studio.ts'
import { checkSlot, findProblem } from '../../src/slots/check-slot.ts'
import { firstSlots } from '../../src/slots/first-slots.ts'
import { slotIdSchema } from '../../src/slots/slot.ts'
import { framed, settingsWith } from './start-slots.ts'

const passthrough = { provider: 'studio', operation: 'passthrough', settings: {} }
const providers = { studio: createStudio(), far: { ...createStudio(), name: 'far', isLocal: false } }
const frame = randomUUID()

const check = (candidate: unknown, known: string[] = []) => checkSlot(candidate, providers, new Set(known))
const link = (patch: Record<string, unknown>) => ({ ...settingsWith().chain[0], ...patch })
const without = (name: string) => {
  const { [name as 'name']: _, ...rest } = settingsWith()
  return rest
}
const output = (patch: Record<string, unknown>) => settingsWith({ output: { ...settingsWith().output, ...patch } })

t.test('settings within their bounds are taken as they are', async (t) => {
  const taken = [
    settingsWith(),
    settingsWith({ name: 'x' }),
    settingsWith({ name: 'ё'.repeat(80) }),
    settingsWith({ access: 'open', enabled: false, responseMode: 'async', responseFormat: 'multipart' }),
    settingsWith({ syncSeconds: 10, maxUploadMegabytes: 1, maxInFlight: 1, priority: 0 }),
    settingsWith({ syncSeconds: 60, maxUploadMegabytes: 2048, maxInFlight: 1000, priority: 9 }),
    settingsWith({ chain: Array.from({ length: 4 }, () => link({})) }),
    settingsWith({ onTimeout: 'continue', onClientGone: 'cancel' }),
    settingsWith({ onTimeout: 'original' }),
    settingsWith({ onTimeout: 'fallback', fallback: passthrough }),
    output({ format: 'webp', quality: 1, longestSidePixels: 64 }),
    output({ format: 'png', quality: 100, longestSidePixels: 20_000 }),
  ]
  for (const settings of taken) t.strictSame(check(settings), settings)
  t.strictSame(check(settingsWith(framed(frame)), [frame]), settingsWith(framed(frame)))
})

t.test('spaces around a name are taken off', async (t) => {
  t.equal(check(settingsWith({ name: '  Sepia ' })).name, 'Sepia')
})

const refused: [candidate: unknown, field: string][] = [
  [settingsWith({ name: '' }), 'name'],
  [settingsWith({ name: '   ' }), 'name'],
  [settingsWith({ name: 'x'.repeat(81) }), 'name'],
  [settingsWith({ name: 'two\nlines' }), 'name'],
  [settingsWith({ name: 'a\0b' }), 'name'],
  [settingsWith({ name: 'half \ud83d' }), 'name'],
  [settingsWith({ name: 7 }), 'name'],
  [without('name'), 'name'],
  [without('enabled'), 'enabled'],
  [settingsWith({ enabled: 'yes' }), 'enabled'],
  [settingsWith({ access: 'everybody' }), 'access'],
  [settingsWith({ responseMode: 'later' }), 'responseMode'],
  [settingsWith({ responseFormat: 'xml' }), 'responseFormat'],
  [settingsWith({ syncSeconds: 9 }), 'syncSeconds'],
  [settingsWith({ syncSeconds: 61 }), 'syncSeconds'],
  [settingsWith({ syncSeconds: 30.5 }), 'syncSeconds'],
  [settingsWith({ syncSeconds: '30' }), 'syncSeconds'],
  [without('syncSeconds'), 'syncSeconds'],
  [settingsWith({ maxUploadMegabytes: 0 }), 'maxUploadMegabytes'],
  [settingsWith({ maxUploadMegabytes: 2049 }), 'maxUploadMegabytes'],
  [settingsWith({ maxInFlight: 0 }), 'maxInFlight'],
  [settingsWith({ maxInFlight: 1001 }), 'maxInFlight'],
  [settingsWith({ priority: -1 }), 'priority'],
  [settingsWith({ priority: 10 }), 'priority'],
  [settingsWith({ onTimeout: 'retry' as never }), 'onTimeout'],
  [without('onTimeout'), 'onTimeout'],
  [settingsWith({ onTimeout: 'fallback' }), 'fallback'],
  [settingsWith({ fallback: passthrough }), 'fallback'],
  [settingsWith({ onTimeout: 'fallback', fallback: { ...passthrough, provider: 'far' } }), 'fallback.provider'],
  [settingsWith({ onTimeout: 'fallback', fallback: { ...passthrough, operation: 'dream' } }), 'fallback.operation'],
  [settingsWith({ onTimeout: 'fallback', fallback: framed(frame).chain[0] ?? null }), 'templates.frame'],
  [settingsWith({ onClientGone: 'panic' as never }), 'onClientGone'],
  [output({ format: 'gif' }), 'output.format'],
  [output({ quality: 0 }), 'output.quality'],
  [output({ quality: 101 }), 'output.quality'],
  [output({ longestSidePixels: 63 }), 'output.longestSidePixels'],
  [output({ longestSidePixels: 20_001 }), 'output.longestSidePixels'],
  [output({ colour: 'red' }), 'output.colour'],
  [settingsWith({ dailyBudget: 5 }), 'dailyBudget'],
  [settingsWith({ chain: [] }), 'chain'],
  [settingsWith({ chain: Array.from({ length: 5 }, () => link({})) }), 'chain'],
  [settingsWith({ chain: [link({ provider: 'gimp' })] }), 'chain.0.provider'],
  [settingsWith({ chain: [link({ provider: 'constructor' })] }), 'chain.0.provider'],
  [settingsWith({ chain: [link({ operation: 'dream' })] }), 'chain.0.operation'],
  [settingsWith({ chain: [link({ operation: 'constructor' })] }), 'chain.0.operation'],
  [settingsWith({ chain: [link({}), link({ operation: 'dream' })] }), 'chain.1.operation'],
  [settingsWith({ chain: [link({ model: 'x' })] }), 'chain.0.model'],
  [settingsWith({ chain: [link({ settings: null })] }), 'chain.0.settings'],
  [settingsWith({ chain: [link({ settings: { tone: 50, colour: 50 } })] }), 'chain.0.settings.sharpness'],
  [settingsWith({ chain: [link({ settings: { tone: 101, colour: 50, sharpness: 0 } })] }), 'chain.0.settings.tone'],
  [
    settingsWith({ chain: [link({}), link({ settings: { tone: 1, colour: 1, sharpness: 1, prompt: 'x' } })] }),
    'chain.1.settings.prompt',
  ],
  [settingsWith({ ...framed(frame), templates: {} }), 'templates.frame'],
  [settingsWith(framed(randomUUID())), 'templates.frame'],
  [settingsWith({ templates: { frame } }), 'templates.frame'],
  [settingsWith({ templates: { frame: 'wedding.png' } }), 'templates.frame'],
  [settingsWith({ templates: { 'Bad Role': frame } }), 'templates.Bad Role'],
  [settingsWith({ templates: [] }), 'templates'],
  [[], 'body'],
  ['{}', 'body'],
  [null, 'body'],
  [undefined, 'body'],
]

for (const [candidate, field] of refused) {
  t.test(`refused, and ${field} is named: ${JSON.stringify(candidate)?.slice(0, 60)}…`, async (t) => {
    const failure = t.throws(() => check(candidate, [frame])) as unknown as GatewayError
    t.ok(failure instanceof GatewayError)
    t.equal(failure.code, 'invalid_settings')
    t.ok(failure.details.startsWith(`${field}: `), failure.details)
  })
}

t.test('what is wrong is said in words that a person understands', async (t) => {
  const outcomes: [candidate: unknown, details: string][] = [
    [without('name'), 'name: is missing'],
    [without('access'), 'access: is missing'],
    [without('openFrom'), 'openFrom: is missing'],
    [without('output'), 'output: is missing'],
    [settingsWith({ name: '' }), 'name: must have at least 1 character'],
    [settingsWith({ name: 7 }), 'name: must be a text'],
    [settingsWith({ enabled: 'yes' }), 'enabled: must be true or false'],
    [settingsWith({ access: 'everybody' }), 'access: must be one of password, open'],
    [settingsWith({ syncSeconds: 9 }), 'syncSeconds: must be at least 10'],
    [settingsWith({ syncSeconds: 30.5 }), 'syncSeconds: must be a whole number'],
    [settingsWith({ chain: [] }), 'chain: must have at least 1 entry'],
    [settingsWith({ chain: Array.from({ length: 5 }, () => link({})) }), 'chain: must have at most 4 entries'],
    [settingsWith({ chain: 'studio' }), 'chain: must be a list'],
    [settingsWith({ templates: { frame: 'x' } }), 'templates.frame: must be an id'],
    [
      settingsWith({ openFrom: '18:00' }),
      'openFrom: must be a moment such as 2026-11-21T18:00:00Z or 2026-11-21T19:00:00+01:00',
    ],
    [settingsWith({ publish: [] }), 'publish: is not a known setting'],
    [
      settingsWith({ chain: [link({ settings: { tone: 101, colour: 50 } })] }),
      'chain.0.settings.tone: must be at most 100; chain.0.settings.sharpness: is missing',
    ],
  ]
  for (const [candidate, details] of outcomes) {
    const failure = t.throws(() => check(candidate)) as unknown as GatewayError
    t.equal(failure.details, details)
  }
})

t.test('all mistakes are told at once', async (t) => {
  const candidate = settingsWith({ name: '', priority: 10, colour: 'red' })
  const failure = t.throws(() => check(candidate)) as unknown as GatewayError
  t.match(failure.details, /^name: .*; priority: .*; colour: /)
})

t.test('an endless name is not sent back', async (t) => {
  const failure = t.throws(() => check(settingsWith({ ['x'.repeat(500_000)]: 1 }))) as unknown as GatewayError
  t.ok(failure.details.length < 3000)
})

t.test('settings that were stored by an older version are told from those that still work', async (t) => {
  t.equal(findProblem(settingsWith(), providers), null)
  t.equal(findProblem(settingsWith(framed(frame)), providers), null, 'a bound template is there: it cannot be deleted')
  t.match(findProblem(without('output'), providers), /^output: /)
  t.match(findProblem(settingsWith({ chain: [link({ provider: 'gone' })] }), providers), /^chain\.0\.provider: /)
})

t.test('an id is small letters, digits and dashes', async (t) => {
  const outcomes: [id: string, isTaken: boolean][] = [
    ['slot-001', true],
    ['a', true],
    ['1', true],
    ['x'.repeat(32), true],
    ['x'.repeat(33), false],
    ['', false],
    ['-a', false],
    ['Slot', false],
    ['a_b', false],
    ['a.b', false],
    ['a/b', false],
    ['a\n', false],
    ['é', false],
  ]
  for (const [id, isTaken] of outcomes) t.equal(slotIdSchema.safeParse(id).success, isTaken, JSON.stringify(id))
})

t.test('each of the first slots is one that the studio can work with', async (t) => {
  t.strictSame(
    firstSlots.map(([id]) => id),
    Array.from({ length: 15 }, (_, at) => `slot-${String(at + 1).padStart(3, '0')}`),
  )
  for (const [id, settings] of firstSlots) t.strictSame(check(settings), settings, id)
  const styles = firstSlots.slice(1, 7).map(([, { chain }]) => chain[0]?.settings.style)
  t.strictSame(styles, ['black-and-white', 'sepia', 'warm', 'cool', 'faded', 'duotone'])
})
