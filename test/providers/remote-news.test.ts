import t, { type Test } from 'tap'
import type { Clock } from '../../src/clock.ts'
import { createRemoteNews } from '../../src/providers/remote-news.ts'
import { createTestClock } from '../support/test-clock.ts'

function start() {
  const clock = createTestClock({ standsStill: true })
  let timers = 0
  const counting: Clock = {
    ...clock,
    after(milliseconds, callBack) {
      timers += 1
      const cancel = clock.after(milliseconds, callBack)
      return () => {
        timers -= 1
        cancel()
      }
    },
  }
  return { clock, news: createRemoteNews({ clock: counting }), timers: () => timers }
}

/** Whether it is over, once everything that can happen without time has happened. */
async function isOver(t: Test, work: Promise<void>): Promise<boolean> {
  let over = false
  const mark = () => {
    over = true
  }
  work.then(mark, mark)
  await new Promise((resolve) => setImmediate(resolve))
  t.comment(over ? 'over' : 'waiting')
  return over
}

const forever = new AbortController().signal

t.test('a wait takes as long as it says', async (t) => {
  const { clock, news, timers } = start()
  const waiting = news.nextLook('one', 500, forever)
  clock.advance(499)
  t.notOk(await isOver(t, waiting))
  clock.advance(1)
  t.ok(await isOver(t, waiting))
  t.equal(timers(), 0)
})

t.test('news end it at once, and news of others do not', async (t) => {
  const { news, timers } = start()
  const waiting = [news.nextLook('one', 500, forever), news.nextLook('one', 900, forever)]
  const other = news.nextLook('two', 500, forever)
  news.tell('one')
  for (const each of waiting) t.ok(await isOver(t, each), 'all who wait for it')
  t.notOk(await isOver(t, other))
  t.equal(timers(), 1)
  t.notOk(await isOver(t, news.nextLook('one', 500, forever)), 'what was heard is not heard again')
})

t.test('news may come before anybody waits, and count once', async (t) => {
  const { clock, news } = start()
  news.tell('one')
  news.tell('one')
  clock.advance(60_000)
  t.ok(await isOver(t, news.nextLook('one', 500, forever)))
  t.notOk(await isOver(t, news.nextLook('one', 500, forever)))
})

t.test('news older than a minute are forgotten', async (t) => {
  const { clock, news } = start()
  news.tell('one')
  clock.advance(60_001)
  t.notOk(await isOver(t, news.nextLook('one', 500, forever)))
})

t.test('only so many are kept, and the newest', async (t) => {
  const { news } = start()
  for (let each = 0; each < 10_001; each += 1) news.tell(`id-${each}`)
  t.notOk(await isOver(t, news.nextLook('id-0', 500, forever)))
  t.ok(await isOver(t, news.nextLook('id-1', 500, forever)))
  t.ok(await isOver(t, news.nextLook('id-10000', 500, forever)))
})

t.test('the signal ends it in its reason and leaves nothing behind', async (t) => {
  const { news, timers } = start()
  const controller = new AbortController()
  const reason = new Error('over')
  const waiting = news.nextLook('one', 500, controller.signal)
  controller.abort(reason)
  await t.rejects(waiting, reason)
  t.equal(timers(), 0)
  await t.rejects(news.nextLook('one', 500, controller.signal), reason)
  news.tell('one')
  t.ok(await isOver(t, news.nextLook('one', 500, forever)), 'and swallows no news')
})
