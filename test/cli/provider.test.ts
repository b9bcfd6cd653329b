import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import t from 'tap'
import { providerKeys } from '../../src/schema.ts'
import { createSeal } from '../../src/seal.ts'
import { startEmulator } from '../emulators/emulator.ts'
import { createFalEmulator } from '../emulators/fal.ts'
import { createGeminiEmulator } from '../emulators/gemini.ts'
import { createOpenaiEmulator } from '../emulators/openai.ts'
import { createTurbotextEmulator } from '../emulators/turbotext.ts'
import { openTestDatabase } from '../support/database.ts'
import { freePort } from '../support/free-port.ts'

t.setTimeout(120_000)
const launcher = path.join(import.meta.dirname, '..', '..', 'bin', 'photochanger.cjs')
const directory = await mkdtemp(path.join(os.tmpdir(), 'photochanger-provider-'))
t.teardown(() => rm(directory, { recursive: true, force: true }))
const emulator = await startEmulator({
  services: [createGeminiEmulator, createOpenaiEmulator, createFalEmulator, createTurbotextEmulator],
})
t.teardown(emulator.stop)

const baseUrls = {
  GEMINI_BASE_URL: emulator.baseUrl('gemini'),
  OPENAI_BASE_URL: `${emulator.baseUrl('openai')}/v1`,
  FAL_BASE_URL: emulator.baseUrl('fal'),
  TURBOTEXT_BASE_URL: emulator.baseUrl('turbotext'),
}
const keyNames = { gemini: 'GEMINI_API_KEY', openai: 'OPENAI_API_KEY', fal: 'FAL_KEY', turbotext: 'TURBOTEXT_API_KEY' }

async function run(argv: string[], environment: Record<string, string>) {
  const env = { PATH: process.env.PATH, DATA_DIR: directory, ...baseUrls, ...environment }
  const child = spawn(process.execPath, [launcher, 'provider', ...argv], { env })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data))
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve))
  return { code, output }
}

for (const [name, keyName] of Object.entries(keyNames)) {
  t.test(`one line says how ${name} is, and never a key`, async (t) => {
    const base = Object.keys(baseUrls).find((each) => each.startsWith(name.toUpperCase())) ?? ''
    const cases: [what: string, environment: Record<string, string>, code: number, says: RegExp][] = [
      ['well', { [keyName]: 'test-key-of-mine' }, 0, new RegExp(`^ok   ${name}: .*\\(key of the environment\\)\n$`)],
      ['a key that is not taken', { [keyName]: 'bad-key-of-mine' }, 1, new RegExp(`^FAIL ${name}: .*key`, 'i')],
      ['no key', {}, 1, new RegExp(`^FAIL ${name}: has no key: set ${keyName}\n$`)],
      [
        'nobody there',
        { [keyName]: 'test-key-of-mine', [base]: `http://127.0.0.1:${await freePort()}` },
        1,
        new RegExp(`^FAIL ${name}: `),
      ],
    ]
    const ends = await Promise.all(cases.map(([, environment]) => run(['test', name], environment)))
    for (const [at, [what, , code, says]] of cases.entries()) {
      const { code: ended = null, output = '' } = ends[at] ?? {}
      t.match(output, says, what)
      t.equal(ended, code, what)
      t.equal(output.trim().split('\n').length, 1, `${what}: one line`)
      t.notMatch(output, /of-mine/)
      t.comment(output.trim())
    }
  })
}

t.test('the key kept in the settings goes before the environment’s, and the line says which it was', async (t) => {
  const { databaseUrl, database } = await openTestDatabase(t)
  const key = randomBytes(32).toString('base64')
  const sealed = await createSeal({ key }).seal('test-key-of-mine', 'provider key gemini')
  await database.insert(providerKeys).values({ provider: 'gemini', sealed, ending: 'mine' })
  const given = { DATABASE_URL: databaseUrl, GEMINI_API_KEY: 'bad-key-of-mine', SECRET_KEY: key }
  const cases: [environment: Record<string, string>, code: number, says: RegExp][] = [
    [given, 0, /^ok {3}gemini: .*\(key of the settings\)\n$/],
    [
      { ...given, SECRET_KEY: 'a passphrase of somebody else' },
      1,
      /^FAIL gemini: .*\(the key kept in the settings cannot be read with this SECRET_KEY; key of the environment\)\n$/,
    ],
    [
      { ...given, DATABASE_URL: `postgres://nobody@127.0.0.1:${await freePort()}/none` },
      1,
      /^FAIL gemini: .*\(the database could not be read; key of the environment\)\n$/,
    ],
  ]
  for (const [environment, code, says] of cases) {
    const ended = await run(['test', 'gemini'], environment)
    t.match(ended, { code, output: says })
    t.notMatch(ended.output, /of-mine/)
  }
  t.strictSame((await database.select().from(providerKeys))[0]?.sealed, sealed, 'a look changes nothing')
})

t.test('a wrong command says which services there are', async (t) => {
  const wrong = [[], ['test'], ['test', 'studio'], ['try', 'gemini'], ['test', 'gemini', 'more']]
  for (const { code, output } of await Promise.all(wrong.map((argv) => run(argv, {})))) {
    t.equal(code, 2)
    t.match(output, /Services: gemini, openai, fal, turbotext/)
  }
})
