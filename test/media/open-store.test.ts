import { execFileSync } from 'node:child_process'
import { rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import t from 'tap'
import { EnvironmentError, readConfig } from '../../src/config.ts'
import { createDiskStore } from '../../src/media/disk-store.ts'
import { claimStore, openStore } from '../../src/media/open-store.ts'
import { openMediaRoom, temporaryDirectory } from './media-room.ts'

const given = {
  ...{ STORAGE: 's3', S3_ENDPOINT: 'http://127.0.0.1:9/', S3_BUCKET: 'photos' },
  ...{ S3_ACCESS_KEY_ID: 'key', S3_SECRET_ACCESS_KEY: 'secret' },
}

t.test('what a bucket needs is asked for at once, and only for a bucket', async (t) => {
  t.equal(readConfig({}).storage.s3, null)
  t.equal(readConfig({ ...given, STORAGE: 'fs' }).storage.s3, null)
  t.match(readConfig(given).storage.s3, { endpoint: 'http://127.0.0.1:9', region: 'auto', isPathStyle: true })
  t.match(readConfig({ ...given, S3_FORCE_PATH_STYLE: 'off' }).storage.s3, { isPathStyle: false })
  const lines = (environment: Record<string, string>) => {
    try {
      readConfig(environment)
    } catch (error) {
      return error instanceof EnvironmentError ? error.message.split('\n') : error
    }
  }
  t.match(lines({ STORAGE: 's3', S3_ENDPOINT: given.S3_ENDPOINT }), [
    'S3_BUCKET: is needed by STORAGE=s3',
    'S3_ACCESS_KEY_ID: is needed by STORAGE=s3',
    'S3_SECRET_ACCESS_KEY: is needed by STORAGE=s3',
  ])
  t.match(lines({ ...given, S3_ENDPOINT: '' }), [/^S3_REGION: must name a region/])
  t.match(lines({ ...given, S3_BUCKET: 'My Photos' }), ['S3_BUCKET: must be the name of a bucket'])
  t.match(lines({ STORAGE: 'ftp' }), [/^STORAGE/])
})

t.test('a gateway with a disk loads nothing of S3', async (t) => {
  const module = path.join(import.meta.dirname, '../../src/app.ts')
  const store = path.join(import.meta.dirname, '../../src/media/open-store.ts')
  const program = `
    const { registerHooks } = await import('node:module')
    const seen = []
    registerHooks({ load: (url, context, next) => (seen.push(url), next(url, context)) })
    await import(${JSON.stringify(module)})
    const { openStore } = await import(${JSON.stringify(store)})
    const count = () => seen.filter((url) => /@aws-sdk|@smithy/.test(url)).length
    const before = count()
    await openStore({ filesDirectory: ${JSON.stringify(await temporaryDirectory(t))}, s3: null })
    const disk = count()
    await openStore({ filesDirectory: '', s3: ${JSON.stringify(readConfig(given).storage.s3)} })
    process.stdout.write(JSON.stringify([before, disk, count() > 0]))`
  t.equal(String(execFileSync(process.execPath, ['--input-type=module', '-e', program])), '[0,0,true]')
})

t.test('another directory than the one that the database knows is refused, until it is accepted', async (t) => {
  const { database, log } = await openMediaRoom(t)
  const [first, empty] = [await temporaryDirectory(t), await temporaryDirectory(t)]
  const claim = (directory: string, options = {}) =>
    claimStore({ database, store: createDiskStore({ directory }), log, ...options })
  await claim(first)
  await claim(first)
  const refused = { code: 'unavailable', message: /not the store that the database speaks of/, details: /right volume/ }
  await t.rejects(claim(empty), refused, 'where a volume should be mounted')
  await t.rejects(claim(empty), refused, 'also at the next start')
  await claim(empty, { mayReplace: true })
  await claim(empty)
  await t.rejects(claim(first), refused)
})

t.test('a directory that is older than names gets one', async (t) => {
  const { database, log } = await openMediaRoom(t)
  const directory = await temporaryDirectory(t)
  const marker = path.join(directory, '.photochanger-store')
  await writeFile(marker, '')
  const store = createDiskStore({ directory })
  await store.check()
  t.equal(await store.identify(), null)
  await claimStore({ database, store, log })
  const name = await store.identify()
  t.match(name, /^[0-9a-f-]{36}$/)
  await claimStore({ database, store: createDiskStore({ directory }), log })

  await rm(marker)
  await t.rejects(claimStore({ database, store, log }), { code: 'unavailable', message: /is missing/ })
})

t.test('a bucket that cannot be reached says so, and in time', async (t) => {
  const { store, close } = await openStore(readConfig(given).storage)
  t.teardown(close)
  const startedAt = performance.now()
  await t.rejects(store.check(), { code: 'unavailable', message: /ECONNREFUSED/ })
  t.ok(performance.now() - startedAt < 2000)
})
