import { readFileSync } from 'node:fs'
import path from 'node:path'
import t from 'tap'
import { createSessions } from '../../src/accounts/sessions.ts'
import { asSlot, createApi } from '../../src/admin-ui/src/api/client.ts'
import { schemaOf } from '../../src/admin-ui/write-schema.ts'
import { describeApi } from '../../src/cli/openapi.ts'
import { startTestGateway } from '../support/gateway.ts'

const schemaFile = path.join(import.meta.dirname, '..', '..', 'src', 'admin-ui', 'src', 'api', 'schema.d.ts')

t.test('the types of the pages are those of the API; "npm run client" writes them', async (t) => {
  const written = readFileSync(schemaFile, 'utf8')
  const now = await schemaOf(await describeApi())
  // Not t.equal: two texts of 6,000 lines would be compared line by line.
  t.ok(written === now, 'src/admin-ui/src/api/schema.d.ts is out of date: run "npm run client"')
})

t.test('the client reads, changes and is told why not', async (t) => {
  const gateway = await startTestGateway(t)
  const { id } = await gateway.app.people.create({
    ...{ email: 'ada@studio.example', password: 'correct horse', role: 'admin', who: 'test' },
  })
  const { token } = await createSessions(gateway).open(id)
  const api = createApi({ baseUrl: gateway.url, headers: { cookie: `photochanger_session=${token}` } })
  const path = { slotId: 'slot-003' }

  const { data: slot, response } = await api.GET('/api/slots/{slotId}', { params: { path } })
  if (!slot) throw new Error('no slot')
  t.equal(asSlot(slot).settings.name.length > 0, true)
  const etag = response.headers.get('etag') ?? ''
  const body = { ...asSlot(slot).settings, name: 'Sepia, but warmer' }
  const saved = await api.PUT('/api/slots/{slotId}', { params: { path, header: { 'if-match': etag } }, body })
  t.match(saved.data, { revision: slot.revision + 1, settings: { name: 'Sepia, but warmer' } })
  const again = await api.PUT('/api/slots/{slotId}', { params: { path, header: { 'if-match': etag } }, body })
  t.equal(again.response.status, 409)
  t.equal(again.error?.failure_reason, 'conflict')
})
