import { randomBytes } from 'node:crypto'
import t from 'tap'
import { closedSeal, createSeal, isRawKey, sealAgain } from '../src/seal.ts'

const ownKey = randomBytes(32).toString('base64')
const otherKey = randomBytes(32).toString('base64')
const passphrase = 'correct horse battery staple'

t.test('what is sealed opens with the same key or as the previous one, and with no other', async (t) => {
  const rows: [sealedWith: string, key: string, previousKey: string | undefined, outcome: unknown][] = [
    [ownKey, ownKey, undefined, { plain: 'a key', isCurrent: true }],
    [ownKey, otherKey, ownKey, { plain: 'a key', isCurrent: false }],
    [ownKey, ownKey, otherKey, { plain: 'a key', isCurrent: true }],
    [ownKey, ownKey.replace(/=+$/, ''), undefined, { plain: 'a key', isCurrent: true }],
    [passphrase, passphrase, undefined, { plain: 'a key', isCurrent: true }],
    [passphrase, ownKey, passphrase, { plain: 'a key', isCurrent: false }],
    [ownKey, otherKey, undefined, null],
    [ownKey, otherKey, passphrase, null],
    [passphrase, `${passphrase}!`, undefined, null],
  ]
  for (const [at, [sealedWith, key, previousKey, outcome]] of rows.entries()) {
    const sealed = await createSeal({ key: sealedWith }).seal('a key', 'gemini')
    t.strictSame(
      await createSeal({ key, previousKeys: [previousKey ?? []].flat() }).open(sealed, 'gemini'),
      outcome,
      `row ${at}`,
    )
  }
})

t.test('what is sealed for one place opens at no other, and not when somebody has changed it', async (t) => {
  const { seal, open } = createSeal({ key: passphrase })
  const sealed = await seal('a key', 'gemini')
  t.match(await open(sealed, 'gemini'), { plain: 'a key' })
  t.equal(await open(sealed, 'openai'), null)
  const parts = sealed.split('.')
  t.equal(parts.length, 5)
  for (const at of parts.keys()) {
    const changed = parts.with(at, flipped(parts[at] ?? ''))
    t.equal(await open(changed.join('.'), 'gemini'), null, `part ${at}`)
  }
  for (const nonsense of ['', 'v1', 'v1....', 'v1.a.b.c.d', sealed.slice(0, -6)])
    t.equal(await open(nonsense, 'gemini'), null, nonsense)
})

t.test('the same secret never looks the same twice, and shows nothing of itself', async (t) => {
  const { seal } = createSeal({ key: ownKey })
  const [one, two] = [await seal('a key of a service', 'gemini'), await seal('a key of a service', 'gemini')]
  t.not(one, two)
  for (const form of ['utf8', 'base64', 'base64url', 'hex'] as const)
    t.notOk(one.includes(Buffer.from('a key of a service').toString(form)), form)
})

t.test('what a previous key has sealed is sealed again, and nothing else', async (t) => {
  const old = createSeal({ key: otherKey })
  const both = createSeal({ key: ownKey, previousKeys: [passphrase, otherKey] })
  const renewed = await sealAgain(both, await old.seal('a key', 'gemini'), 'gemini')
  t.match(await createSeal({ key: ownKey }).open(renewed ?? '', 'gemini'), { plain: 'a key', isCurrent: true })
  t.equal(await sealAgain(both, await both.seal('a key', 'gemini'), 'gemini'), null, 'it is new already')
  t.equal(await sealAgain(both, await old.seal('a key', 'openai'), 'gemini'), null, 'it belongs elsewhere')
  t.equal(await sealAgain(createSeal({ key: ownKey }), await old.seal('a key', 'gemini'), 'gemini'), null, 'unreadable')
})

t.test('a key is 32 bytes in base64 of either kind; anything else is a passphrase', async (t) => {
  const bytes = randomBytes(32)
  for (const key of [bytes.toString('base64'), bytes.toString('base64url'), ownKey]) t.equal(isRawKey(key), true, key)
  for (const text of ['', passphrase, bytes.toString('hex'), 'x'.repeat(42), `${ownKey}=`, ` ${ownKey}`])
    t.equal(isRawKey(text), false, text)
})

t.test('without a key nothing is sealed or opened, and that is said', async (t) => {
  const sealed = await createSeal({ key: ownKey }).seal('a key', 'gemini')
  t.equal(await closedSeal.open(sealed, 'gemini'), null)
  await t.rejects(closedSeal.seal('a key', 'gemini'), { code: 'conflict', details: /secret-key/ })
})

const flipped = (text: string) => (text.startsWith('A') ? `B${text.slice(1)}` : `A${text.slice(1)}`)

t.test('a key for something else is always the same one, and tells nothing of the key', async (t) => {
  for (const key of [ownKey, passphrase]) {
    const one = await createSeal({ key }).keyFor('texts')
    t.same(await createSeal({ key, previousKeys: [otherKey] }).keyFor('texts'), one, 'after the next start as well')
    t.equal(one?.length, 32)
    t.not(one?.toString('base64'), key)
    t.notSame(await createSeal({ key }).keyFor('other texts'), one)
    t.notSame(await createSeal({ key: otherKey }).keyFor('texts'), one)
  }
  t.equal(await closedSeal.keyFor('texts'), null)
})
