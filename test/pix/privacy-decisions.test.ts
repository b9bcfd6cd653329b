import t from 'tap'
import { eq, sql } from '../../src/drizzle.ts'
import { createPixImages } from '../../src/pix/pix-images.ts'
import { createCopyForServices } from '../../src/pix/privacy/copy-for-services.ts'
import { audit } from '../../src/schema.ts'
import { jpeg } from '../support/pictures.ts'
import { openEntry, tableQueue } from './entry.ts'
import { startPixGateway } from './pix-gateway.ts'
import { checkedFor, pixRows } from './pix-rows.ts'

t.test('an administrator who has looked clears an image, and may take that back', async (t) => {
  const { call, database } = await startPixGateway(t)
  const rows = pixRows(database)
  const job = await rows.addJob()
  const id = await rows.addPromoted(job, { privacyStatus: 'flagged', metaFields: checkedFor() })
  const at = `/api/pix/images/${id}`
  const found = async () => (await call('GET', `${at}/findings`, { role: 'viewer' })).json
  const finding = { type: 'face', subtype: null, box: [0.4, 0.3, 0.2, 0.25], score: 0.93 }
  const before = await found()
  t.match(before, { privacy: { status: 'flagged', findings: [finding] }, leaves: 'blurred', objects: [] })
  t.notMatch(JSON.stringify(before), 'text_hash')
  const decide = (decision: string, role: 'admin' | 'operator' = 'admin') =>
    call('POST', `${at}/privacy`, { body: { decision }, role })
  t.equal((await decide('clear', 'operator')).status, 403)
  t.match(await decide('clear'), { status: 200, json: { privacy_status: 'cleared_by_admin' } })
  t.match(await decide('clear'), { status: 200, json: { privacy_status: 'cleared_by_admin' } })
  t.match(await found(), { privacy: { status: 'cleared_by_admin', findings: [finding] }, leaves: 'as_it_is' })
  t.match((await decide('flag')).json, { privacy_status: 'flagged' })
  t.equal((await found()).leaves, 'blurred')
  const told = await database.select().from(audit).orderBy(audit.id)
  const mine = told.filter(({ what }) => what.startsWith('pix_image.privacy'))
  t.match(mine, [
    { what: 'pix_image.privacy_cleared', before: { privacy: 'flagged' }, after: { privacy: 'cleared_by_admin' } },
    { what: 'pix_image.privacy_flagged', after: { privacy: 'flagged' } },
  ])
  t.equal(mine.length, 2, 'what changes nothing is not told')
  t.equal((await call('POST', `${at}/privacy`, { body: { decision: 'maybe' }, role: 'admin' })).status, 422)
})

t.test('001-14 what may stay in an image is said once, and offered again when somebody wants that', async (t) => {
  const { call, database } = await startPixGateway(t)
  const rows = pixRows(database)
  const candidate = (id: string) => ({
    ...{ id, label: id, box: [0.1, 0.1, 0.2, 0.2], score: null, source: 'vision', suggested_prompt: id, state: 'open' },
  })
  const cleanup = { cleanupPossible: true, cleanupCandidates: [candidate('cable'), candidate('bottle')] }
  const id = await rows.addPromoted(await rows.addJob(), cleanup)
  const at = (name: string) => `/api/pix/images/${id}/cleanup/${name}`
  const decide = (name: string, state: string, role: 'viewer' | 'operator' = 'operator') =>
    call('PATCH', at(name), { body: { state }, role })
  t.equal((await decide('cable', 'dismissed', 'viewer')).status, 403)
  t.match(await decide('cable', 'dismissed'), { status: 200, json: { id: 'cable', state: 'dismissed' } })
  t.match(await decide('cable', 'dismissed'), { status: 200, json: { state: 'dismissed' } })
  t.match((await call('GET', `/api/pix/images/${id}`)).json, { cleanup_possible: true })
  await decide('bottle', 'dismissed')
  t.match((await call('GET', `/api/pix/images/${id}`)).json, { cleanup_possible: false })
  const states = (await call('GET', `/api/pix/images/${id}/findings`, { role: 'viewer' })).json.cleanup_candidates
  t.match(states, [
    { id: 'cable', state: 'dismissed' },
    { id: 'bottle', state: 'dismissed' },
  ])
  t.match((await decide('bottle', 'open')).json, { state: 'open' })
  const told = (await database.select().from(audit).orderBy(audit.id)).filter(({ what }) => what.includes('.cleanup_'))
  t.match(told, [
    { what: 'pix_image.cleanup_dismissed', after: { image: id, candidate: 'cable' } },
    { what: 'pix_image.cleanup_dismissed', after: { candidate: 'bottle' } },
    { what: 'pix_image.cleanup_reopened', after: { candidate: 'bottle' } },
  ])
  t.equal(told.length, 3, 'what changes nothing is not told')
  t.equal((await decide('cable', 'removed')).status, 422, 'that is not for people to say')
  t.equal((await decide('sofa', 'dismissed')).status, 404)
})

t.test('nobody decides about an image that was not checked, or is not there', async (t) => {
  const { call, database } = await startPixGateway(t)
  const rows = pixRows(database)
  const id = await rows.addPromoted(await rows.addJob())
  const clear = { body: { decision: 'clear' }, role: 'admin' as const }
  t.match(await call('POST', `/api/pix/images/${id}/privacy`, clear), {
    ...{ status: 409, json: { problems: [{ code: 'detail.privacy_not_checked' }] } },
  })
  t.match((await call('GET', `/api/pix/images/${id}/findings`)).json, { privacy: null, leaves: 'nothing' })
  for (const unknown of ['x', '00000000-0000-4000-8000-000000000000']) {
    t.equal((await call('POST', `/api/pix/images/${unknown}/privacy`, clear)).status, 404)
    t.equal((await call('GET', `/api/pix/images/${unknown}/findings`)).status, 404)
  }
})

t.test('what is cleared goes to those who look, in the same transaction', async (t) => {
  const { database, store, clock, rows, said } = await openEntry(t)
  const room = { database, store, queue: tableQueue, clock }
  const seeing = createPixImages({ ...room, hasVision: true })
  const job = await rows.addJob()
  const id = await rows.addPromoted(job, { privacyStatus: 'flagged', metaFields: checkedFor() })
  await seeing.decidePrivacy(id, true, 'me')
  t.same(await said(), [
    { kind: 'pix-vision', work: { imageId: id, revision: 1 } },
    { kind: 'pix-expose', work: { jobId: job.id } },
  ])
  await createPixImages(room).decidePrivacy(id, false, 'me')
  await createPixImages(room).decidePrivacy(id, true, 'me')
  t.equal((await said()).filter(({ kind }) => kind === 'pix-vision').length, 1, 'nobody looks without a key')
  await database.execute(sql`drop table said`)
  await t.rejects(seeing.decidePrivacy(id, false, 'me'))
  t.match(await rows.findImage(id), { privacyStatus: 'cleared_by_admin' }, 'nothing without its message')
})

t.test('what a person has flagged and the check has not seen does not leave at all', async (t) => {
  const { database, store, clock, rows } = await openEntry(t)
  const images = createPixImages({ database, store, queue: tableQueue, clock })
  const id = await rows.addPromoted(await rows.addJob(), { privacyStatus: 'clear', metaFields: checkedFor([]) })
  t.match(await images.decidePrivacy(id, false, 'me'), { privacyStatus: 'flagged' })
  const copy = createCopyForServices({ mode: 'blur' })
  const picture = { picture: await jpeg(64, 48), verdict: 'flagged' as const, roomType: 'kitchen' as const, number: 1 }
  t.same(await copy({ ...picture, findings: [] }, 1536, new AbortController().signal), { withheld: 'flagged' })
  const [row] = await database.select().from(audit).where(eq(audit.what, 'pix_image.privacy_flagged'))
  t.match(row, { who: 'me' })
})
