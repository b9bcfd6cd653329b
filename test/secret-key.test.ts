import { randomBytes } from 'node:crypto'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import t, { type Test } from 'tap'
import { createLogger } from '../src/log.ts'
import { openSeal } from '../src/secret-key.ts'

const url = 'postgres://photochanger@database/photochanger'

/** A data folder, and the ways to open its seal. */
async function startIn(t: Test) {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'photochanger-key-'))
  t.teardown(() => rm(directory, { recursive: true, force: true }))
  const lines: string[] = []
  const log = createLogger('debug', { write: (line: string) => void lines.push(line) })
  const dataDirectory = path.join(directory, 'data')
  const file = path.join(dataDirectory, 'secret-key')
  interface Given {
    key?: string
    previousKey?: string
    databaseUrl?: string
    mayMakeKey?: boolean
  }
  function open({ key, previousKey, databaseUrl, mayMakeKey = true }: Given = {}) {
    const database = { url: databaseUrl, directUrl: undefined, dataDirectory }
    return openSeal({ config: { secrets: { key, previousKey }, database }, log, mayMakeKey })
  }
  return { open, dataDirectory, file, logText: () => lines.join('') }
}

t.test('a gateway without a key makes one, once, and nobody else may read it', async (t) => {
  const { open, dataDirectory, file } = await startIn(t)
  const seals = await Promise.all(Array.from({ length: 5 }, () => open()))
  const sealed = await seals[0]?.seal('a secret', 'here')
  for (const seal of [...seals, await open()])
    t.strictSame(await seal.open(sealed ?? '', 'here'), { plain: 'a secret', isCurrent: true })
  t.same(await readdir(dataDirectory), ['secret-key'], 'nothing half made is left')
  t.equal((await stat(file)).mode & 0o777, 0o600)
})

t.test('with SECRET_KEY no file is made, and what a file has sealed before is still opened', async (t) => {
  const { open, file } = await startIn(t)
  const key = randomBytes(32).toString('base64')
  await open({ key })
  await t.rejects(stat(file), { code: 'ENOENT' })
  const sealed = await (await open()).seal('a secret', 'here')
  t.strictSame(await (await open({ key })).open(sealed, 'here'), { plain: 'a secret', isCurrent: false })
})

t.test('a lost or spoilt key is never written over, opens nothing and stops nobody', async (t) => {
  const spoil: [what: string, spoil: (file: string) => Promise<unknown>, isUsable: boolean, says: RegExp][] = [
    ['gone', (file) => rm(file), true, /^$/],
    ['empty', (file) => writeFile(file, ''), false, /does not hold a key/],
    ['cut off', (file) => writeFile(file, 'abcdefgh'), false, /does not hold a key/],
    ['a folder', (file) => rm(file).then(() => mkdir(file)), false, /cannot be used/],
  ]
  for (const [what, change, isUsable, says] of spoil) {
    const { open, file, logText } = await startIn(t)
    const sealed = await (await open()).seal('a secret', 'here')
    await change(file)
    const before = what === 'gone' ? null : await readFile(file, 'utf8').catch(() => 'a folder')
    const seal = await open()
    t.equal(await seal.open(sealed, 'here'), null, what)
    t.equal(seal.isUsable, isUsable, what)
    t.match(logText(), says, what)
    if (before !== null) t.equal(await readFile(file, 'utf8').catch(() => 'a folder'), before, `${what}: as it was`)
    const withKey = await open({ key: 'a passphrase, long enough' })
    t.ok(withKey.isUsable, `${what}: SECRET_KEY helps`)
  }
})

t.test('a file that others could read is closed to them, and that is said', async (t) => {
  const { open, file, logText } = await startIn(t)
  const sealed = await (await open()).seal('a secret', 'here')
  await chmod(file, 0o644)
  t.match(await (await open()).open(sealed, 'here'), { plain: 'a secret' })
  t.equal((await stat(file)).mode & 0o777, 0o600)
  t.match(logText(), /others could read/)
})

t.test('a command beside the server uses the key and makes none', async (t) => {
  const { open, file } = await startIn(t)
  t.equal((await open({ mayMakeKey: false })).isUsable, false)
  await t.rejects(stat(file), { code: 'ENOENT' })
  const sealed = await (await open()).seal('a secret', 'here')
  t.match(await (await open({ mayMakeKey: false })).open(sealed, 'here'), { plain: 'a secret' })
})

t.test('a node with a database of its own choice and no SECRET_KEY says what several nodes need', async (t) => {
  const outcomes: [given: object, isTold: boolean][] = [
    [{ databaseUrl: url }, true],
    [{ databaseUrl: url, mayMakeKey: false }, false],
    [{ databaseUrl: url, key: 'a passphrase, long enough' }, false],
    [{}, false],
  ]
  for (const [given, isTold] of outcomes) {
    const { open, logText } = await startIn(t)
    await open(given)
    t.equal(/several nodes need one SECRET_KEY/.test(logText()), isTold, JSON.stringify(given))
  }
})
