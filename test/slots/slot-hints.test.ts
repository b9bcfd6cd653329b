import t from 'tap'
import type { CallFacts, Provider } from '../../src/providers/provider.ts'
import { createStudio } from '../../src/providers/studio/studio.ts'
import { findHints } from '../../src/slots/slot-hints.ts'
import { fakeChain, fakeProvider } from '../support/fake-provider.ts'
import { settingsWith } from './start-slots.ts'

const now = new Date('2026-11-21T12:00:00Z')

function serviceWith(facts: CallFacts, isSetUp = true): Provider {
  const edit = async () => {
    throw new Error('nobody calls it')
  }
  return { ...fakeProvider(edit, { name: 'service', facts }), isSetUp }
}

const paid = serviceWith({ model: 'brush-2', keyId: 'key', estimatedUsd: 0.04, typicalSeconds: 20 })
const service = fakeChain('service')
const studio = settingsWith().chain
const limited = { dailyBudgetUsd: 5 }
const output = settingsWith().output

const outcomes: [what: string, patch: Record<string, unknown>, hints: RegExp[], provider?: Provider][] = [
  ['a slot as it comes', {}, []],
  ['PNG', { output: { ...output, format: 'png' } }, [/PNG: about five times larger/]],
  ['WebP', { output: { ...output, format: 'webp' } }, [/WebP/]],
  ['originals', { keepOriginal: true }, [/keepOriginal is on: .* 72 h\.$/]],
  ['async', { responseMode: 'async' }, [/DSLR Remote Pro gets a link/]],
  [
    'async with an end',
    { responseMode: 'async', onTimeout: 'original' },
    [/gets a link/, /onTimeout is original.*no effect/],
  ],
  ['a free service', { chain: service }, [/onTimeout is fail/], serviceWith({})],
  ['a service that stands by', { chain: service, onTimeout: 'original' }, [], serviceWith({})],
  ['a paid end', { chain: service, ...limited }, [/onTimeout is fail/, /ends with service brush-2, which is paid/]],
  ['a paid start', { chain: [...service, ...studio], ...limited }, [/onTimeout is fail/]],
  ['no budget', { chain: [...service, ...studio] }, [/onTimeout is fail/, /no budget/]],
  [
    'open and paid',
    { chain: [...service, ...studio], access: 'open', ...limited },
    [/onTimeout/, /everybody who knows/],
  ],
  ['twice', { chain: [...service, ...studio], onUnknownOutcome: 'again', ...limited }, [/onTimeout/, /charged twice/]],
  [
    'a short window',
    { chain: [...service, ...studio], syncSeconds: 15, ...limited },
    [/onTimeout/, /window of 15 s is shorter than the 20 s that service brush-2/],
  ],
  ['no key', { chain: service, ...limited }, [/onTimeout/, /no key yet for service/], serviceWith({}, false)],
  ['not yet open', { openFrom: '2026-11-22T18:00:00+01:00' }, [/^This slot opens on 2026-11-22 17:00 UTC\.$/]],
  ['no more open', { openUntil: '2026-11-21T12:00:00Z' }, [/^This slot closed on 2026-11-21 12:00 UTC\.$/]],
  ['off anyway', { openUntil: '2026-11-21T12:00:00Z', enabled: false }, []],
  ['settings that do not fit', { chain: [] }, []],
]

for (const [what, patch, expected, provider = paid] of outcomes) {
  t.test(`what follows from settings is said: ${what}`, async (t) => {
    const context = { usualSyncSeconds: 48, retentionHours: 72, now }
    const hints = findHints(settingsWith(patch), {
      ...context,
      providers: { studio: createStudio(), service: provider },
    })
    t.equal(hints.length, expected.length, hints.map(({ text }) => text).join(' | '))
    for (const [at, hint] of expected.entries()) t.match(hints[at]?.text, hint)
    for (const { code } of hints) t.match(code, /^(hint|detail)\.\w+$/)
  })
}

t.test('a model that has left the catalogue ends no save', async (t) => {
  const gone = {
    ...paid,
    describe() {
      throw new Error('no such model')
    },
  }
  const providers = { service: gone }
  t.same(
    findHints(settingsWith({ chain: service }), { providers, usualSyncSeconds: 48, retentionHours: 72, now }).length,
    1,
  )
})
