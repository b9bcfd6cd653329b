import sharp from 'sharp'
import t from 'tap'
import { and, eq, sql } from '../../src/drizzle.ts'
import { slotRevisions } from '../../src/schema.ts'
import { jpeg, quarters } from '../support/pictures.ts'
import { framed, settingsWith, startSlots } from './start-slots.ts'

type Room = Awaited<ReturnType<typeof startSlots>>

async function addTemplate({ upload }: Room, value: Buffer): Promise<string> {
  return (await upload([{ name: 'file', value, filename: 'picture.png' }])).json().id
}

async function bind({ call }: Room, slot: string, id: string, revision = 1): Promise<void> {
  const body = settingsWith({ ...framed(id), name: slot })
  const answer = await call('PUT', `/api/slots/${slot}`, { ifMatch: `"${revision}"`, body })
  if (answer.statusCode !== 200) throw new Error(answer.body)
}

async function startBound(t: Parameters<typeof startSlots>[0]) {
  const room = await startSlots(t)
  await room.slots.seed()
  const [from, to] = [await addTemplate(room, await quarters(64, 48)), await addTemplate(room, await quarters(48, 64))]
  await bind(room, 'slot-002', from)
  await bind(room, 'slot-005', from)
  return { room, from, to, rebind: (body: object) => room.call('POST', `/api/templates/${from}/rebind`, { body }) }
}

t.test('all slots that bind a template bind another at once, each with a new revision', async (t) => {
  const { room, from, to, rebind } = await startBound(t)
  const answer = await rebind({ to })
  t.equal(answer.statusCode, 200)
  t.strictSame(answer.json(), {
    slots: [
      { id: 'slot-002', revision: 3 },
      { id: 'slot-005', revision: 3 },
    ],
  })
  for (const slot of ['slot-002', 'slot-005']) {
    t.strictSame((await room.call('GET', `/api/slots/${slot}`)).json().settings.templates, { frame: to })
  }
  t.equal((await room.call('DELETE', `/api/templates/${from}`)).statusCode, 204, 'nobody binds it any more')
  t.strictSame((await rebind({ to })).json().failure_reason, 'template_not_found')
})

t.test('when one slot cannot take the new template, none gets it', async (t) => {
  const { room, to, rebind } = await startBound(t)
  // As an older version may have left it.
  await room.database
    .update(slotRevisions)
    .set({ settings: sql`${slotRevisions.settings} - 'access'` })
    .where(and(eq(slotRevisions.slotId, 'slot-005'), eq(slotRevisions.revision, 2)))
  const refused = await rebind({ to })
  t.equal(refused.statusCode, 422)
  t.match(refused.json().details, /^Nothing was changed, because of slot-005: access: /)
  t.equal((await room.call('GET', '/api/slots/slot-002')).json().revision, 2)
})

t.test('rebinding and saving at the same moment never loses a binding', async (t) => {
  const { room, from, to, rebind } = await startBound(t)
  const [rebound] = await Promise.all([rebind({ to }), bind(room, 'slot-007', from).catch(() => {})])
  t.ok([200, 409].includes(rebound?.statusCode ?? 0))
  const left = (await room.call('GET', `/api/templates/${from}/usage`)).json()
  const current = left.flatMap(({ slot, current: isCurrent }: { slot: string; current: boolean }) =>
    isCurrent && slot !== 'slot-007' ? [slot] : [],
  )
  t.strictSame(current, rebound?.statusCode === 200 ? [] : ['slot-002', 'slot-005'], 'all of them or none')
})

t.test('what a template cannot be exchanged for is said', async (t) => {
  const { from, rebind } = await startBound(t)
  const unknown = '6e9a3f0a-3f0b-4c59-8a3f-3c0f6a1b2c3d'
  const outcomes: [body: object, status: number, code: string][] = [
    [{ to: unknown }, 404, 'template_not_found'],
    [{ to: from }, 422, 'invalid_settings'],
    [{ to: 'x' }, 422, 'invalid_settings'],
    [{}, 422, 'invalid_settings'],
  ]
  for (const [body, status, code] of outcomes) {
    const answer = await rebind(body)
    t.equal(answer.statusCode, status, JSON.stringify(body))
    t.equal(answer.json().failure_reason, code)
  }
})

t.test('everybody sees which slots and revisions use a template, and in which roles', async (t) => {
  const { room, from } = await startBound(t)
  await room.call('PUT', '/api/slots/slot-005', { ifMatch: '"2"', body: settingsWith() })
  t.strictSame((await room.call('GET', `/api/templates/${from}/usage`, { as: 'viewer' })).json(), [
    { slot: 'slot-002', revision: 2, current: true, roles: ['frame'] },
    { slot: 'slot-005', revision: 2, current: false, roles: ['frame'] },
  ])
})

t.test('a template gets another label, in one line', async (t) => {
  const { room, from } = await startBound(t)
  const url = `/api/templates/${from}`
  const renamed = await room.call('PATCH', url, { body: { label: ' Summer\n2026 ' } })
  t.equal(renamed.statusCode, 200)
  t.equal(renamed.json().label, 'Summer 2026')
  t.equal((await room.call('PATCH', url, { body: { label: ' ' } })).statusCode, 422)
  t.equal((await room.call('PATCH', url, { body: { label: 'x' }, as: 'operator' })).statusCode, 403)
})

t.test('a preview is small, drawn once, for people who are signed in, and goes with its template', async (t) => {
  const room = await startSlots(t)
  const id = await addTemplate(room, await quarters(1200, 800))
  const url = `/api/templates/${id}/preview.webp`
  t.equal((await room.server.inject({ url })).statusCode, 401)
  const preview = await room.call('GET', url, { as: 'viewer' })
  t.equal(preview.statusCode, 200)
  t.match(preview.headers, { 'content-type': 'image/webp', 'cache-control': 'private, no-cache' })
  t.match(await sharp(preview.rawPayload).metadata(), { format: 'webp', width: 800, height: 533 })
  t.equal((await room.storedKeys()).filter((key) => key.startsWith('previews/')).length, 1)
  const cookie = room.cookies.viewer
  const again = await room.server.inject({ url, headers: { cookie, 'if-none-match': String(preview.headers.etag) } })
  t.equal(again.statusCode, 304)
  await room.call('DELETE', `/api/templates/${id}`)
  t.strictSame(await room.storedKeys(), [])
  t.equal((await room.call('GET', url)).statusCode, 404)
})

t.test(
  'a template that lies on its side is turned upright when it comes, and found again by its content',
  async (t) => {
    const room = await startSlots(t)
    const lying = await sharp(await jpeg(64, 48))
      .withMetadata({ orientation: 6 })
      .toBuffer()
    const send = () => room.upload([{ name: 'file', value: lying, filename: 'lying.jpg' }])
    const made = await send()
    t.equal(made.statusCode, 201)
    t.match(made.json(), { width: 48, height: 64, mime: 'image/jpeg' })
    const stored = await room.call('GET', `/api/templates/${made.json().id}/file`)
    const { width, height, orientation, exif } = await sharp(stored.rawPayload).metadata()
    t.strictSame(
      { width, height, orientation, exif },
      { width: 48, height: 64, orientation: undefined, exif: undefined },
    )
    const again = await send()
    t.equal(again.statusCode, 200)
    t.equal(again.json().id, made.json().id)
  },
)
