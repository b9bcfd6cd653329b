import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import t from 'tap'
import { createSeal, ownSecretKey } from '../src/seal.ts'

t.test('what is sealed can be opened with the same key, in the same place, and in no other way', async (t) => {
  const one = createSeal('a key that is long enough for this')
  const other = createSeal('another key, long enough for this')
  const sealed = one.seal('whsec_schön', 'webhook secret')
  t.equal(one.open(sealed, 'webhook secret'), 'whsec_schön')
  t.not(one.seal('whsec_schön', 'webhook secret'), sealed, 'the same secret looks different every time')
  t.notMatch(sealed, 'whsec_')
  t.throws(() => other.open(sealed, 'webhook secret'))
  t.throws(() => one.open(sealed, 'provider key'))
  t.throws(() => one.open(`${sealed.slice(0, -2)}AA`, 'webhook secret'))
  t.throws(() => one.open('', 'webhook secret'))
})

t.test('a gateway without a key makes one, once, and nobody else may read it', async (t) => {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'photochanger-seal-'))
  t.teardown(() => rm(directory, { recursive: true }))
  const keys = await Promise.all(Array.from({ length: 5 }, () => ownSecretKey(path.join(directory, 'data'))))
  t.equal(new Set(keys).size, 1)
  t.ok((keys[0]?.length ?? 0) >= 43)
  t.same(await readdir(path.join(directory, 'data')), ['secret-key'])
  t.equal((await stat(path.join(directory, 'data', 'secret-key'))).mode & 0o777, 0o600)
})
