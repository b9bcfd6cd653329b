import t from 'tap'
import { whyClosed } from '../../src/slots/open-hours.ts'
import { ingestPassword, startTestGateway } from '../support/gateway.ts'
import { photoForm, postForm } from '../support/multipart.ts'
import { jpeg } from '../support/pictures.ts'
import { connectRaw } from '../support/raw-http.ts'

const hour = 3_600_000
const fromNow = (milliseconds: number) => new Date(Date.now() + milliseconds).toISOString()

t.test('a slot takes photos from its first moment until its last, by the clock of the database', async (t) => {
  const gateway = await startTestGateway(t)
  const photo = await jpeg(64, 48)
  const post = async () => {
    const answer = await postForm(`${gateway.url}/ingest/slot-001`, photoForm(photo, ingestPassword))
    if (answer.status === 200) {
      await answer.arrayBuffer()
      return { status: 200 }
    }
    return { status: answer.status, body: (await answer.json()) as Record<string, string> }
  }
  await gateway.changeSlot('slot-001', { openFrom: fromNow(hour), openUntil: fromNow(3 * hour) })
  t.match(await post(), {
    status: 404,
    body: { failure_reason: 'slot_disabled', details: /^This slot opens on \d{4}-\d\d-\d\d \d\d:\d\d UTC\.$/ },
  })
  gateway.clock.advance(2 * hour)
  t.match(await post(), { status: 200 })
  gateway.clock.advance(2 * hour)
  t.match(await post(), { status: 404, body: { failure_reason: 'slot_disabled', details: /^This slot closed on / } })
  await gateway.changeSlot('slot-001', { openFrom: null, openUntil: null })
  t.match(await post(), { status: 200 })
})

t.test('a photo for a slot that is closed is refused before its body is sent', async (t) => {
  const gateway = await startTestGateway(t)
  await gateway.changeSlot('slot-001', { openUntil: fromNow(-hour) })
  const line = await connectRaw(gateway.port)
  t.teardown(() => line.destroy())
  line.send(
    [
      'POST /ingest/slot-001 HTTP/1.1',
      'Host: gateway',
      'Expect: 100-continue',
      'Content-Type: multipart/form-data; boundary=x',
      'Content-Length: 100000',
      '',
      '',
    ].join('\r\n'),
  )
  t.match(await line.answer(), { status: 404 })
})

const now = new Date('2026-11-21T12:00:00Z')
const outcomes: [openFrom: string | null, openUntil: string | null, says: RegExp | null][] = [
  [null, null, null],
  ['2026-11-21T12:00:00Z', null, null],
  ['2026-11-21T12:00:00.001Z', null, /opens on 2026-11-21 12:00 UTC/],
  ['2026-11-21T13:00:00+01:00', null, null],
  [null, '2026-11-21T12:00:00Z', /closed on/],
  [null, '2026-11-21T12:00:00.001Z', null],
  ['2026-11-20T00:00:00Z', '2026-11-22T00:00:00Z', null],
]
t.test('the first moment is inside, the last one is not', async (t) => {
  for (const [openFrom, openUntil, says] of outcomes) {
    const why = whyClosed({ openFrom, openUntil }, now)
    if (says) t.match(why ?? '', says)
    else t.equal(why, null, `${openFrom} ${openUntil}`)
  }
})
