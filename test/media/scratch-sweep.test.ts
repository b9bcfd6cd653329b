import { access, mkdir, utimes } from 'node:fs/promises'
import path from 'node:path'
import t from 'tap'
import { readConfig } from '../../src/config.ts'
import { createLogger } from '../../src/log.ts'
import { openProviders } from '../../src/main.ts'
import { createTestClock } from '../support/test-clock.ts'

t.test('what a killed node has left of its attempts goes, also when it was started again at once', async (t) => {
  const config = readConfig({ DATA_DIR: t.testdir(), DATABASE_URL: 'postgres://nobody@127.0.0.1/none' })
  const clock = createTestClock({ standsStill: true })
  const left = path.join(config.storage.scratchDirectory, 'left')
  await mkdir(left, { recursive: true })
  const { close } = await openProviders(config, createLogger('error', { write: () => {} }), { clock })
  t.teardown(close)
  await t.resolves(access(left), 'it might still be in use')
  const twoHoursAgo = Date.now() / 1000 - 7200
  await utimes(left, twoHoursAgo, twoHoursAgo)
  clock.advance(600_000)
  const isThere = () =>
    access(left).then(
      () => true,
      () => false,
    )
  for (let turns = 0; turns < 1000 && (await isThere()); turns += 1)
    await new Promise((resolve) => setImmediate(resolve))
  t.notOk(await isThere())
})
