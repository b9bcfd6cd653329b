import { randomUUID } from 'node:crypto'
import t, { type Test } from 'tap'
import { eq, sql } from '../../src/drizzle.ts'
import { GatewayError } from '../../src/errors.ts'
import { createLogger } from '../../src/log.ts'
import type { Store } from '../../src/media/store.ts'
import { galleryExposeKey } from '../../src/pix/keys.ts'
import { createPixMessages } from '../../src/pix/pix-messages.ts'
import { createPixQueue } from '../../src/pix/pix-queue.ts'
import { createPixWorkers } from '../../src/pix/pix-workers.ts'
import { pixShoots } from '../../src/pix-schema.ts'
import { createTestClock } from '../support/test-clock.ts'
import { drawJpeg, openPixSide, type PixSide } from './pix-side.ts'

/** Looks until it is so; each look is a query. Time is moved on for what nobody is told of. */
async function until(side: PixSide, isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) {
    side.clock.advance(2000)
    await new Promise((resolve) => setImmediate(resolve))
  }
}

/** What waits may be begun now, whatever pause it was given. */
const skipPauses = (side: PixSide) =>
  side.database.execute(sql`update pgboss.job set start_after = now() where name like 'pix-%' and state < 'active'`)

const looksOf = (side: PixSide) =>
  side.database
    .execute<{ state: string; tries: number }>(
      sql`select state::text, retry_count as tries from pgboss.job where name = 'pix-process' order by created_on`,
    )
    .then(({ rows }) => rows)

t.test(
  '001-20 001-22 001-24 001-33 images that have come in become a draft by themselves, and nobody outside is asked',
  async (t) => {
    const called: unknown[] = []
    const { fetch } = globalThis
    t.teardown(() => Object.assign(globalThis, { fetch }))
    Object.assign(globalThis, { fetch: (address: unknown) => called.push(address) })
    const side = await openPixSide(t)
    const job = await side.addJob()
    for (let number = 1; number <= 4; number += 1) {
      await side.addFinal(job, `Kitchen_0${number}.jpg`, await drawJpeg(number))
    }
    await side.start()
    await until(side, async () => (await side.imagesOf(job.id)).every(({ status }) => status === 'processed'))
    await until(side, async () => {
      await skipPauses(side)
      // The draft that is there may be an earlier one, as long as something waits.
      const { 'pix-sweep': _, 'pix-cleaning': __, ...waiting } = await side.messages()
      return Object.keys(waiting).length === 0
    })
    const gallery = await side.readJson(galleryExposeKey(job.id))
    t.same(
      gallery.images.map(({ filename }: { filename: string }) => filename),
      ['Kitchen_01.jpg', 'Kitchen_02.jpg', 'Kitchen_03.jpg', 'Kitchen_04.jpg'],
    )
    t.match(await side.findJob(job.id), { galleryVisibility: 'internal', galleryStatus: 'draft_ready' })
    t.same(called, [])
  },
)

t.test(
  '001-21 of several that wait for the same thing one is done, and none is lost to a change that is not yet there',
  async (t) => {
    const side = await openPixSide(t)
    const { queue } = side.pix
    const work = { jobId: 'ABC123' }
    await side.database.transaction((tx) => queue.send(tx, 'pix-expose', work, { afterSeconds: 30 }))
    t.same(await side.boss.fetch('pix-expose'), [], 'not before its time')
    await side.database.transaction(async (tx) => {
      await queue.send(tx, 'pix-expose', work)
      t.same(await side.messages(), { 'pix-expose': 1 })
      t.same(await side.boss.fetch('pix-expose'), [], 'who would begin now would not see what this transaction changes')
    })
    const taken = await side.boss.fetch('pix-expose')
    t.equal(taken.length, 1, 'sooner, because somebody is in a hurry')
    await side.database.transaction((tx) => queue.send(tx, 'pix-expose', work))
    t.same(await side.messages(), { 'pix-expose': 2 }, 'what changes while one is under way gets another one')
    await t.rejects(
      side.database.transaction(async (tx) => {
        await queue.send(tx, 'pix-process', { imageId: randomUUID(), revision: 1 })
        throw new Error('undone')
      }),
    )
    t.same(await side.messages(), { 'pix-expose': 2 }, 'a message is part of its transaction')
  },
)

t.test('what fails is tried again with pauses, and after the last try the image says why', async (t) => {
  let reads = 0
  const broken = (store: Store): Store => ({
    ...store,
    read: async () => {
      reads += 1
      throw new Error('a bug with /secret/path')
    },
  })
  const side = await openPixSide(t, { wrapStore: broken })
  const job = await side.addJob()
  const id = await side.addFinal(job, 'Bad.jpg', await drawJpeg(1))
  await side.start()
  await until(side, async () => (await looksOf(side))[0]?.state === 'retry')
  t.match(await side.findImage(id), { status: 'pending_processing', errorCode: 'internal_error', leaseUntil: null })
  const { rows } = await side.database.execute(
    sql`select start_after > now() as later from pgboss.job where name = 'pix-process'`,
  )
  t.match(rows, [{ later: true }])
  await until(side, async () => {
    await skipPauses(side)
    return (await side.findImage(id))?.status === 'error'
  })
  t.equal(reads, 6, 'once and five times more')
  t.match(await side.findImage(id), { errorMessage: 'Something went wrong inside the gateway.', usable: false })
  t.match(await looksOf(side), [{ state: 'failed' }])
})

t.test('a store that is away costs no try, and the image waits until it is back', async (t) => {
  let isAway = true
  const side = await openPixSide(t, {
    wrapStore: (store) => ({
      ...store,
      read: (key) => (isAway ? Promise.reject(new GatewayError('unavailable', 'storage')) : store.read(key)),
    }),
  })
  const job = await side.addJob()
  const id = await side.addFinal(job, 'Bad.jpg', await drawJpeg(1))
  await side.start()
  await until(side, async () => {
    await skipPauses(side)
    return (await looksOf(side)).length > 8
  })
  t.match(await side.findImage(id), { status: /processing/ })
  isAway = false
  await until(side, async () => {
    await skipPauses(side)
    return (await side.findImage(id))?.status === 'processed'
  })
})

t.test(
  '001-19 what a dead node had is taken up by another one, and what it says later counts for nothing',
  async (t) => {
    const inHands = Promise.withResolvers<void>()
    const dead = Promise.withResolvers<never>()
    const first = await openPixSide(t, {
      inspectPrivacy: () => {
        inHands.resolve()
        return dead.promise
      },
    })
    const job = await first.addJob()
    const id = await first.addFinal(job, 'Bad.jpg', await drawJpeg(1))
    await first.start()
    await inHands.promise
    t.match(await first.findImage(id), { status: 'processing', epoch: 1 })
    // Its clock stands still: it gives no sign of life.
    const second = await openPixSide(t, { of: first })
    await second.database.execute(
      sql`update pgboss.job set heartbeat_on = now() - interval '11 seconds' where state = 'active'`,
    )
    await second.setImage(id, { leaseUntil: new Date(0) })
    await second.start()
    await until(second, async () => {
      await skipPauses(second)
      return (await second.findImage(id))?.status === 'processed'
    })
    t.match(await second.findImage(id), { epoch: 2 })
    dead.reject(new Error('too late'))
    await first.stop()
    t.match(await second.findImage(id), { status: 'processed', epoch: 2, errorMessage: null })
  },
)

t.test('a node that stops hands back what it has, and all tries with it', async (t) => {
  const inHands = Promise.withResolvers<void>()
  const first = await openPixSide(t, {
    inspectPrivacy: (_, { signal }) => {
      inHands.resolve()
      return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    },
  })
  const job = await first.addJob()
  const id = await first.addFinal(job, 'Bad.jpg', await drawJpeg(1))
  await first.start()
  await inHands.promise
  await first.stop()
  t.match(await first.findImage(id), { status: 'pending_processing', leaseUntil: null, errorMessage: null })
  t.match(await looksOf(first), [{ state: 'completed' }, { state: 'created', tries: 0 }])
  const second = await openPixSide(t, { of: first })
  await second.start()
  await until(second, async () => (await second.findImage(id))?.status === 'processed')
})

async function openMessages(t: Test) {
  const side = await openPixSide(t)
  const { boss, database } = side
  const queue = createPixQueue({ boss, visionRetries: 3 })
  const shared = { kinds: ['pix-edit', 'pix-vision', 'pix-gpt'] as const, most: 5 }
  return { side, queue, messages: createPixMessages({ boss, database, queue, ends: {}, shared }) }
}

t.test('000-17 calls that look at images are limited over all nodes and kinds together', async (t) => {
  const { side, queue, messages } = await openMessages(t)
  for (let number = 0; number < 4; number += 1) {
    const work = { imageId: randomUUID(), revision: 1 }
    await side.database.transaction((tx) => queue.send(tx, 'pix-vision', work))
    await side.database.transaction((tx) => queue.send(tx, 'pix-gpt', work))
    await side.database.transaction((tx) => queue.send(tx, 'pix-edit', { editId: work.imageId }))
  }
  const kinds = ['pix-vision', 'pix-gpt', 'pix-edit', 'pix-vision'] as const
  const taken = (await Promise.all(kinds.map((kind) => messages.take(kind, 4)))).flat()
  t.equal(taken.length, 5)
  const [first] = taken
  if (first) await messages.complete(first)
  t.equal((await messages.take('pix-edit', 4)).length + (await messages.take('pix-gpt', 4)).length, 1)
})

t.test('000-17 two places are kept for what people wait for', async (t) => {
  const { side, queue, messages } = await openMessages(t)
  const add = (kind: 'pix-vision' | 'pix-edit') =>
    side.database.transaction(async (tx) => {
      const id = randomUUID()
      if (kind === 'pix-edit') await queue.send(tx, kind, { editId: id })
      else await queue.send(tx, kind, { imageId: id, revision: 1 })
    })
  for (let number = 0; number < 9; number += 1) await add('pix-vision')
  const taken = await messages.take('pix-vision', 4)
  t.equal(taken.length, 4)
  for (let number = 0; number < 3; number += 1) await add('pix-edit')
  t.same(await messages.take('pix-vision', 4), [], 'the last place is not for images')
  t.equal((await messages.take('pix-edit', 1)).length, 1)
  for (const message of taken.slice(0, 3)) await messages.complete(message)
  t.equal((await messages.take('pix-vision', 4)).length, 1, 'two of three are kept')
  t.equal((await messages.take('pix-edit', 4)).length, 2)
})

t.test('001-19 after the database was away nobody is believed dead at once', async (t) => {
  const clock = createTestClock({ standsStill: true })
  const failed: string[] = []
  let isAway = false
  const message = { kind: 'pix-expose', work: { jobId: 'A' }, id: '1', retryCount: 0, retryLimit: 1 } as const
  const workers = createPixWorkers({
    messages: {
      async findLost() {
        if (isAway) throw new Error('connection terminated')
        return [message]
      },
      findWaiting: async () => [],
      fail: async ({ id }: { id: string }) => {
        failed.push(id)
        return { isOver: false }
      },
    } as never,
    handlers: {},
    concurrency: {} as never,
    notifications: { on: () => () => {}, onGap: () => () => {} } as never,
    clock,
    log: createLogger('silent'),
  })
  const pass = async (seconds: number) => {
    for (let second = 0; second < seconds; second += 2) {
      clock.advance(2000)
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
  t.equal(workers.secondsSinceLook(), undefined)
  workers.start()
  await new Promise((resolve) => setImmediate(resolve))
  await pass(2)
  t.ok(failed.length > 0, 'after a start it is')
  t.equal(workers.secondsSinceLook(), 0)
  isAway = true
  await pass(30)
  t.equal(workers.secondsSinceLook(), 30)
  isAway = false
  failed.length = 0
  await pass(10)
  t.same(failed, [])
  await pass(2)
  t.same(failed, ['1'])
  await workers.stop(0)
})

t.test('000-18 work of services is tried again as often as the environment says', async (t) => {
  const { side, queue, messages } = await openMessages(t)
  await side.database.transaction((tx) => queue.send(tx, 'pix-vision', { imageId: randomUUID(), revision: 1 }))
  let tries = 0
  for (;;) {
    await skipPauses(side)
    const [message] = await messages.take('pix-vision', 1)
    if (!message) break
    tries += 1
    t.same(await messages.keep([message]), new Set([message.id]))
    t.match(await messages.fail(message, new Error('away')), { isOver: tries === 4 })
    t.same(await messages.keep([message]), new Set(), 'not held any more')
  }
  t.equal(tries, 4)
})

t.test('what came back from an editor waits until the shoot is quiet, also over a restart', async (t) => {
  const side = await openPixSide(t)
  const job = await side.addJob()
  const long = { isSent: false, registeredAt: new Date('2026-01-01') }
  await side.addFinal(job, 'Bad.jpg', await drawJpeg(1), long)
  const lost = await side.addFinal(job, 'Flur.jpg', await drawJpeg(2), long)
  await side.setImage(lost, { status: 'processing', leaseUntil: new Date('2026-01-01') })
  const quietUntil = new Date(Date.now() + 3_600_000)
  await side.database.update(pixShoots).set({ quietUntil }).where(eq(pixShoots.id, job.shootId))
  t.match(await side.pix.sweep(), { images: 1 }, 'what was under way already is not held up')
  side.clock.advance(3_700_000)
  t.match(await side.pix.sweep(), { images: 1 })
  t.same(await side.messages(), { 'pix-process': 2 })
})

t.test('001-21 what waits without a message is sent again by the regular look', async (t) => {
  const side = await openPixSide(t)
  const job = await side.addJob()
  const long = { registeredAt: new Date('2026-01-01') }
  const waiting = await side.addFinal(job, 'Bad.jpg', await drawJpeg(1), { isSent: false, ...long })
  const lost = await side.addFinal(job, 'Flur.jpg', await drawJpeg(2), { isSent: false, ...long })
  await side.setImage(lost, { status: 'processing', leaseUntil: new Date('2026-01-01') })
  await side.addFinal(job, 'Bad_2.jpg', await drawJpeg(3), long)
  t.match(await side.pix.sweep(), { images: 2, exposes: 0, galleries: 0 })
  t.same(await side.messages(), { 'pix-process': 3 })
  t.match(await side.pix.sweep(), { images: 0 })
  for (const id of [waiting, lost]) t.match(await side.findImage(id), { epoch: 0 })

  await side.pix.processFinalImage(job.id, 'Bad.jpg')
  await side.database.execute(sql`delete from pgboss.job where name = 'pix-expose'`)
  t.match(await side.pix.sweep(), { exposes: 1, galleries: 0 }, 'an image is newer than the exposé')
  await side.pix.buildJobExpose(job.id)
  t.match(await side.pix.sweep(), { exposes: 0, galleries: 1 }, 'the gallery is behind')
  await side.pix.syncGallery(job.id)
  t.match(await side.pix.sweep(), { exposes: 0, galleries: 0 })
})
