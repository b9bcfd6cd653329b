import { Worker } from 'node:worker_threads'
import t from 'tap'
import { GatewayError } from '../../src/errors.ts'
import { createTestClock } from '../support/test-clock.ts'
import { never, openInspector, roomWith, startOfflineThread } from './privacy-room.ts'

/** Threads that do something else than look. */
const thread = (code: string) =>
  new Worker(`const { parentPort } = require('node:worker_threads'); ${code}`, { eval: true })
const answering = () => thread(`parentPort.on('message', () => parentPort.postMessage({ findings: [] }))`)
const exterior = { exterior: true, signal: never }
const minute = 60_000

t.test('a thread that dies fails its picture alone; the next one is looked at', async (t) => {
  const started: Worker[] = []
  const inspector = openInspector(t, {
    startThread: (options) => {
      const worker = started.length === 0 ? startOfflineThread(options) : answering()
      started.push(worker)
      return worker
    },
  })
  const picture = await roomWith()
  const lost = inspector.inspect(picture, exterior)
  const next = inspector.inspect(picture, exterior)
  while (started.length === 0) await new Promise((resolve) => setImmediate(resolve))
  await started[0]?.terminate()
  await t.rejects(lost, { code: 'unavailable', retryable: true })
  t.match(await next, { verdict: 'clear' })
  t.equal(started.length, 2)
})

t.test('how a thread can fail its picture', async (t) => {
  const table: [how: string, start: () => Worker][] = [
    ['throws while it loads', () => thread(`throw new Error('broken')`)],
    ['ends by itself', () => thread(`parentPort.once('message', () => process.exit(3))`)],
    ['throws later', () => thread(`parentPort.once('message', () => setImmediate(() => { throw new Error('late') }))`)],
    ['says that it failed', () => thread(`parentPort.on('message', () => parentPort.postMessage({ failure: 'no' }))`)],
  ]
  const picture = await roomWith()
  for (const [how, start] of table) {
    let starts = 0
    const startThread = () => {
      starts += 1
      return starts === 1 ? start() : answering()
    }
    const inspector = openInspector(t, { startThread })
    await t.rejects(inspector.inspect(picture, exterior), GatewayError, how)
    if (how !== 'says that it failed') t.match(await inspector.inspect(picture, exterior), { verdict: 'clear' }, how)
  }
})

t.test('a thread that hangs is ended after its time, and with the signal at once', async (t) => {
  const clock = createTestClock({ standsStill: true })
  const reached = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const started: Worker[] = []
  const startThread = () => {
    const hangs = started.length < 2
    const worker = hangs
      ? thread(`parentPort.on('message', () => { parentPort.postMessage; while (true); })`)
      : answering()
    const post = worker.postMessage.bind(worker)
    worker.postMessage = (...given: Parameters<typeof post>) => {
      post(...given)
      reached[started.indexOf(worker)]?.resolve()
    }
    started.push(worker)
    return worker
  }
  const inspector = openInspector(t, { startThread, clock })
  const picture = await roomWith()

  const slow = inspector.inspect(picture, exterior)
  await reached[0]?.promise
  clock.advance(3 * minute)
  await t.rejects(slow, { code: 'unavailable' })

  const stop = new AbortController()
  const stopped = inspector.inspect(picture, { exterior: true, signal: stop.signal })
  await reached[1]?.promise
  stop.abort(new Error('asked to'))
  await t.rejects(stopped, { message: 'asked to' })

  t.match(await inspector.inspect(picture, exterior), { verdict: 'clear' })
  t.equal(started.length, 3)
  await t.rejects(inspector.inspect(picture, { exterior: true, signal: stop.signal }), { message: 'asked to' })
})

t.test('the thread is kept for the next picture, and ended when none comes', async (t) => {
  const clock = createTestClock({ standsStill: true })
  const ended: Promise<unknown>[] = []
  const inspector = openInspector(t, {
    clock,
    startThread: () => {
      const worker = answering()
      ended.push(new Promise((resolve) => worker.once('exit', resolve)))
      return worker
    },
  })
  const picture = await roomWith()
  await inspector.inspect(picture, exterior)
  clock.advance(4 * minute)
  await inspector.inspect(picture, exterior)
  t.equal(ended.length, 1, 'one for both')
  clock.advance(5 * minute)
  await ended[0]
  await inspector.inspect(picture, exterior)
  t.equal(ended.length, 2)
  await inspector.close()
  await ended[1]
})

t.test('what is no picture fails without a thread', async (t) => {
  const inspector = openInspector(t, { startThread: () => t.fail('started') as never })
  await t.rejects(inspector.inspect(Buffer.from('not a picture'), exterior), { code: 'unreadable_image' })
})

t.test('one picture at a time, in the order they came', async (t) => {
  const inspector = openInspector(t, {
    startThread: () =>
      thread(`let busy = 0
        parentPort.on('message', () => {
          busy += 1
          setImmediate(() => { parentPort.postMessage(busy > 1 ? { failure: 'two' } : { findings: [] }); busy -= 1 })
        })`),
  })
  const picture = await roomWith()
  const done: number[] = []
  await Promise.all([1, 2, 3].map((each) => inspector.inspect(picture, exterior).then(() => done.push(each))))
  t.same(done, [1, 2, 3])
})
