import t from 'tap'
import { createPasswordVerifier, generatePassword, hashPassword, isPassword } from '../../src/accounts/passwords.ts'
import { createRightAnswers } from '../../src/accounts/right-answers.ts'
import { createCountingArgon2 } from './counting-argon2.ts'

const right = 'open sesame 1'

t.test('a password is kept as a salted argon2id string', async (t) => {
  const [one, other] = await Promise.all([hashPassword(right), hashPassword(right)])
  t.match(one, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
  t.not(one, other)
  t.equal(await isPassword(one, right), true)
  t.equal(await isPassword(one, `${right} `), false)
})

t.test('a hash that another program made is understood', async (t) => {
  // From the reference implementation's own tests (phc-winner-argon2, src/test.c).
  const foreign = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc'
  t.equal(await isPassword(foreign, 'password'), true)
  t.equal(await isPassword(foreign, 'passwore'), false)
})

t.test('a damaged hash lets nobody in and is reported', async (t) => {
  const hash = await hashPassword(right)
  for (const damaged of ['', right, hash.slice(1), hash.replace('argon2id', 'argon2i'), hash.replace('v=19', 'v=16')]) {
    await t.rejects(isPassword(damaged, right), { message: /not an argon2id string/ }, damaged)
  }
})

t.test('a right password costs one argon2, every wrong one costs its own', async (t) => {
  const { deriveTag, seen } = createCountingArgon2()
  const { verify } = createPasswordVerifier({ concurrency: 2, deriveTag })
  const hash = await hashPassword(right)

  const outcomes: [plain: string, expected: boolean, argon2: number][] = [
    ['wrong', false, 1],
    ['wrong', false, 1],
    [right, true, 1],
    [right, true, 0],
    ['wrong', false, 1],
    [right, true, 0],
  ]
  for (const [plain, expected, cost] of outcomes) {
    const before = seen.runs
    t.equal(await verify(hash, plain), expected, plain)
    t.equal(seen.runs - before, cost, `${plain} costs ${cost}`)
  }
})

t.test('a changed password is forgotten at once', async (t) => {
  const { deriveTag, seen } = createCountingArgon2()
  const { verify } = createPasswordVerifier({ concurrency: 2, deriveTag })
  t.equal(await verify(await hashPassword(right), right), true)

  const changed = await hashPassword('open sesame 2')
  t.equal(await verify(changed, right), false)
  t.equal(await verify(changed, 'open sesame 2'), true)
  t.equal(seen.runs, 3)
})

t.test('a password that was never set refuses everybody at the usual price', async (t) => {
  const { deriveTag, seen } = createCountingArgon2()
  const { verify } = createPasswordVerifier({ concurrency: 2, deriveTag })
  for (const plain of ['', right, right]) t.equal(await verify(null, plain), false)
  t.equal(seen.runs, 3)
})

t.test(
  'a flood of wrong passwords gets a bounded share of the processor, and the booth still gets through',
  async (t) => {
    const { deriveTag, seen } = createCountingArgon2()
    const { verify } = createPasswordVerifier({ concurrency: 2, waiting: 3, deriveTag })
    const hash = await hashPassword(right)
    t.equal(await verify(hash, right), true)

    const flood = Array.from({ length: 12 }, (_, number) => verify(hash, `wrong ${number}`))
    const never = Promise.withResolvers<string>().promise
    const answered = flood.map((answer) =>
      answer.then(
        () => 'flood',
        () => never,
      ),
    )
    const booth = verify(hash, right).then((isRight) => (isRight ? 'booth' : 'refused'))
    t.equal(await Promise.race([...answered, booth]), 'booth', 'the booth does not wait in line')

    const outcomes = await Promise.allSettled(flood)
    const refused = outcomes.filter(({ status }) => status === 'rejected')
    t.equal(seen.mostAtOnce, 2)
    t.equal(refused.length, 12 - 2 - 3)
    for (const outcome of refused) t.match(outcome, { reason: { code: 'rate_limited', retryAfterSeconds: 1 } })
    t.equal(await verify(hash, 'wrong again'), false, 'after the flood everything is as before')
  },
)

t.test('photos that arrive together after a restart share one answer', async (t) => {
  const { deriveTag, seen } = createCountingArgon2()
  const { verify } = createPasswordVerifier({ concurrency: 1, deriveTag })
  const hash = await hashPassword(right)
  const outcomes = await Promise.all(Array.from({ length: 30 }, () => verify(hash, right)))
  t.ok(outcomes.every((isRight) => isRight))
  t.equal(seen.runs, 1)
})

t.test('only so many right answers are remembered; the one unused for longest goes first', async (t) => {
  const answers = createRightAnswers({ most: 2 })
  answers.add('hash 1', 'one')
  answers.add('hash 2', 'two')
  t.equal(answers.has('hash 1', 'one'), true)
  answers.add('hash 3', 'three')

  t.equal(answers.has('hash 1', 'one'), true)
  t.equal(answers.has('hash 2', 'two'), false)
  t.equal(answers.has('hash 3', 'three'), true)
  t.equal(answers.has('hash 3', 'one'), false, 'an answer belongs to its hash')
})

t.test('a made-up password can be read from a screen and typed', async (t) => {
  const passwords = Array.from({ length: 200 }, generatePassword)
  t.equal(new Set(passwords).size, 200)
  for (const password of passwords) t.match(password, /^[a-zA-Z2-9]{24}$/)
  t.notMatch(passwords.join(''), /[0O1lIo]/)
})
