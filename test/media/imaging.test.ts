import os from 'node:os'
import t from 'tap'
import { inBackgroundImagingPlace, inImagingPlace } from '../../src/media/imaging.ts'

const places = os.availableParallelism()
const never = new AbortController().signal

/** Work that ends when the test says, and tells when it has begun. */
function heldWork() {
  const gate = Promise.withResolvers<string>()
  let begun = false
  const work = () => {
    begun = true
    return gate.promise
  }
  return { work, begun: () => begun, end: () => gate.resolve('done') }
}

const soon = () => new Promise((resolve) => setImmediate(resolve))

t.test('there is a place for every core, and who came first goes first', async (t) => {
  const all = Array.from({ length: places + 3 }, heldWork)
  const ends = all.map(({ work }) => inImagingPlace(never, work))
  const begun = () => all.filter((one) => one.begun()).length
  await soon()
  t.equal(begun(), places)
  for (const [index, one] of all.entries()) {
    one.end()
    await soon()
    t.equal(begun(), Math.min(all.length, places + index + 1))
    t.ok(all.slice(0, begun()).every((earlier) => earlier.begun()))
  }
  t.same(
    await Promise.all(ends),
    all.map(() => 'done'),
  )
})

t.test('who gives up while waiting never begins, and the others move up', async (t) => {
  const holders = Array.from({ length: places }, heldWork)
  const held = holders.map(({ work }) => inImagingPlace(never, work))
  const [impatient, next] = [heldWork(), heldWork()]
  const controller = new AbortController()
  const waiting = inImagingPlace(controller.signal, impatient.work)
  const following = inImagingPlace(never, next.work)
  const reason = new Error('the window is over')
  controller.abort(reason)
  await t.rejects(waiting, reason)
  holders[0]?.end()
  await soon()
  t.notOk(impatient.begun())
  t.ok(next.begun())
  for (const { end } of [...holders, next]) end()
  await Promise.all([...held, following])
})

t.test('who gives up in the very moment of their turn does not begin and does not keep the place', async (t) => {
  const holders = Array.from({ length: places }, heldWork)
  const held = holders.map(({ work }) => inImagingPlace(never, work))
  const controller = new AbortController()
  const late = heldWork()
  const waiting = inImagingPlace(controller.signal, late.work)
  const reason = new Error('too late')
  holders[0]?.end()
  await held[0]
  controller.abort(reason)
  await t.rejects(waiting, reason)
  for (const { end } of [...holders, late]) end()
  await Promise.all(held)
  t.equal(await inImagingPlace(never, async () => 'free'), 'free')
})

t.test('work that has begun is left behind at once, but keeps its place until it ends', async (t) => {
  const controller = new AbortController()
  const all = Array.from({ length: places }, heldWork)
  const running = all.map(({ work }) => inImagingPlace(controller.signal, work))
  await soon()
  const reason = new Error('cancelled')
  controller.abort(reason)
  for (const one of running) await t.rejects(one, reason)
  const next = heldWork()
  const following = inImagingPlace(never, next.work)
  await soon()
  t.notOk(next.begun())
  for (const { end } of [...all, next]) end()
  t.equal(await following, 'done')
})

t.test('work that fails gives its place back', async (t) => {
  for (let run = 0; run < places + 1; run += 1) {
    const failing = () => {
      throw new Error('broken')
    }
    await t.rejects(inImagingPlace(never, failing), { message: 'broken' })
  }
  t.equal(await inImagingPlace(never, async () => 'free'), 'free')
})

t.test('a signal that has already fired starts nothing', async (t) => {
  const one = heldWork()
  await t.rejects(inImagingPlace(AbortSignal.abort(new Error('before')), one.work), { message: 'before' })
  t.notOk(one.begun())
})

t.test('work that nobody waits for leaves a place free, and begins only when nobody else wants to', async (t) => {
  const spare = Math.max(1, places - 1)
  const slow = Array.from({ length: spare + 1 }, heldWork)
  const slowEnds = slow.map(({ work }) => inBackgroundImagingPlace(never, work))
  const begun = () => slow.filter((one) => one.begun()).length
  await soon()
  t.equal(begun(), spare)
  const photos = Array.from({ length: places }, heldWork)
  const photoEnds = photos.map(({ work }) => inImagingPlace(never, work))
  await soon()
  t.equal(
    photos.filter((one) => one.begun()).length,
    places - spare,
    'a photo begins at once where there is more than one place',
  )
  for (const one of slow.slice(0, spare)) one.end()
  await soon()
  t.ok(photos.every((one) => one.begun()))
  t.equal(begun(), spare, 'every place goes to a photo first')
  for (const one of photos) one.end()
  await soon()
  t.equal(begun(), spare + 1)
  for (const one of slow) one.end()
  await Promise.all([...slowEnds, ...photoEnds])

  const controller = new AbortController()
  const held = Array.from({ length: spare }, heldWork)
  const heldEnds = held.map(({ work }) => inBackgroundImagingPlace(never, work))
  const impatient = inBackgroundImagingPlace(controller.signal, heldWork().work)
  controller.abort(new Error('stopped'))
  await t.rejects(impatient, { message: 'stopped' })
  for (const one of held) one.end()
  await Promise.all(heldEnds)
})
