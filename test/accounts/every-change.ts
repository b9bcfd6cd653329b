import { createHash, randomUUID } from 'node:crypto'
import { createSessions } from '../../src/accounts/sessions.ts'
import { eq, sql } from '../../src/drizzle.ts'
import { inputKey } from '../../src/media/keys.ts'
import { temporaryKey } from '../../src/pix/keys.ts'
import { pixImageVersions } from '../../src/pix-schema.ts'
import { rehearsals } from '../../src/schema.ts'
import { pixGalleries } from '../pix/pix-galleries.ts'
import { checkedFor, pixRows } from '../pix/pix-rows.ts'
import { addJob } from '../queue/office.ts'
import { framed, settingsWith } from '../slots/start-slots.ts'
import type { TestGateway } from '../support/gateway.ts'
import type { FormPart } from '../support/multipart.ts'
import { jpeg, quarters } from '../support/pictures.ts'

/** A valid request that changes something, and what the audit calls it. */
export interface Change {
  /** Of the audit's row. */
  what: string
  /** Parameters of the address, in their order. */
  at?: string[]
  body?: unknown
  form?: FormPart[]
  ifMatch?: string
  /** What else is told, because it happens along with it. */
  also?: string[]
  /** Must be in no row; so must everything that the answer tells once. */
  secrets?: string[]
}

interface Stage {
  gateway: Pick<TestGateway, 'app' | 'database' | 'clock' | 'store'>
  admin: { id: string; password: string }
  /** Made through the API, or the test ends here. */
  // biome-ignore lint/suspicious/noExplicitAny: the test looks into it
  make(method: string, url: string, body: unknown): Promise<any>
  upload(url: string, parts: FormPart[]): Promise<{ id: string }>
}

const first = 'slot-001'
const secrets = {
  own: 'secret of the administrator',
  chosen: 'secret of an operator',
  ingest: 'secret of all booths',
  slot: 'secret of one booth',
  key: 'AIzaSecretOfAService000000001',
}
const pix = { customer: 'Secret Customer', email: 'secret@customer.example', street: 'Secret Street 7' }
const webhook = { url: 'http://127.0.0.1:9/secret-path', label: 'studio', events: ['job.done'], enabled: false }
const token = { name: 'booth', scopes: ['jobs:read'], expires_in_days: 1 }
const gallery = { title: 'Wedding', slots: [first], minutes: 60 }
const limits = { most_concurrent: 3, most_per_minute: null, daily_budget_usd: 5, monthly_budget_usd: null }

/** By route, in this order; `# …` tells two of one route apart. */
export function describeChanges({ gateway, admin, make, upload }: Stage): Record<string, () => Promise<Change>> {
  const { database } = gateway
  let people = 0
  let pictures = 0
  const sessions = createSessions(gateway)
  const later = () => new Date(Date.now() + 3_600_000)
  const file = (value: Buffer): FormPart => ({ name: 'file', value, filename: 'Frame.png', type: 'image/png' })

  const person = async () => {
    people += 1
    const { id } = await make('POST', '/api/people', { email: `guest${people}@studio.example`, role: 'viewer' })
    await sessions.open(id)
    return { id, at: [id as string] }
  }
  const template = async () => {
    pictures += 1
    return (await upload('/api/templates', [file(await quarters(64 + pictures, 48))])).id
  }
  const slot = async (id: string, patch: object = {}) => {
    await make('POST', '/api/slots', { id, settings: settingsWith({ ...patch }) })
    return { at: [id], ifMatch: '"1"' }
  }
  const endpoint = async () => [(await make('POST', '/api/webhooks', webhook)).id as string]
  const rows = pixRows(database)
  const { addJob: addPixJob, addPromoted } = rows
  const pixJob = () => addPixJob()
  const pixImage = async (values: Parameters<typeof addPromoted>[1] = {}) => addPromoted(await pixJob(), values)
  const inFlight = { status: 'pending', failureReason: null, finishedAt: null, receivedAt: later() } as const
  const kept = async () => {
    const id = await addJob({ database }, { keepInput: true, keepInputHours: 24, finishedAt: later() })
    await gateway.store.write(inputKey(id), await jpeg(64, 48))
    return { at: [id] }
  }

  const pixGallery = pixGalleries(gateway)
  const released = async () => {
    const { id } = await pixGallery.addDraft()
    await make('POST', `/api/pix/jobs/${id}/gallery/release`, {})
    return id
  }
  const targetSecret = { api_key: 'secret of a program' }
  const target = { kind: 'propstack', label: 'Makler', config: { base_url: null }, secret: targetSecret }
  const madeTarget = async () => [(await make('POST', '/api/pix/targets', target)).id as string]
  const photo = async () => {
    const job = await addPixJob()
    const imageId = await addPromoted(job, { privacyStatus: 'clear' })
    await database.update(pixImageVersions).set({ width: 10, height: 10 }).where(eq(pixImageVersions.imageId, imageId))
    return { ...job, imageId }
  }

  return {
    'PUT /api/me/password': async () => ({
      what: 'person.password_changed',
      body: { current_password: admin.password, new_password: secrets.own },
      secrets: [admin.password, secrets.own],
    }),
    'DELETE /api/me/sessions/:sessionId': async () => {
      await sessions.open(admin.id)
      const [newest] = await sessions.list(admin.id)
      return { what: 'session.revoked', at: [newest?.id ?? ''] }
    },
    'POST /api/tokens': async () => ({ what: 'token.created', body: token }),
    'DELETE /api/tokens/:tokenId': async () => ({
      what: 'token.revoked',
      at: [(await make('POST', '/api/tokens', token)).id],
    }),
    'POST /api/people': async () => ({
      what: 'person.created',
      body: { email: 'new@studio.example', role: 'operator' },
    }),
    'PATCH /api/people/:personId': async () => ({
      ...(await person()),
      what: 'person.changed',
      body: { role: 'operator' },
    }),
    'POST /api/people/:personId/password': async () => ({
      ...(await person()),
      what: 'person.password_changed',
      body: { password: secrets.chosen },
      secrets: [secrets.chosen],
    }),
    'DELETE /api/people/:personId/sessions': async () => ({ ...(await person()), what: 'person.signed_out' }),
    'DELETE /api/people/:personId': async () => ({ ...(await person()), what: 'person.deleted' }),

    'PUT /api/settings': async () => ({ what: 'settings.changed', body: { locale: 'de' } }),
    'PUT /api/settings # the password': async () => ({
      what: 'ingest_password.changed',
      body: { ingest_password: secrets.ingest },
      secrets: [secrets.ingest],
    }),
    'PUT /api/providers/:provider/key': async () => ({
      what: 'provider_key.changed',
      at: ['gemini'],
      body: { key: secrets.key },
      secrets: [secrets.key],
    }),
    'DELETE /api/providers/:provider/key': async () => ({
      what: 'provider_key.changed',
      at: ['gemini'],
      secrets: [secrets.key],
    }),
    'PUT /api/providers/:provider/limits': async () => ({
      what: 'provider.limits_changed',
      at: ['studio'],
      body: limits,
    }),

    'POST /api/slots': async () => ({ what: 'slot.created', body: { id: 'made', settings: settingsWith() } }),
    'PUT /api/slots/:slotId': async () => ({
      ...(await slot('saved')),
      what: 'slot.saved',
      body: settingsWith({ name: 'Evening' }),
    }),
    'POST /api/slots/:slotId/revisions/:revision/restore': async () => ({
      what: 'slot.saved',
      at: ['saved', '1'],
      ifMatch: '"2"',
    }),
    'PUT /api/slots/:slotId/password': async () => ({
      what: 'slot.password_changed',
      at: [first],
      body: { password: secrets.slot },
      secrets: [secrets.slot],
    }),
    'PUT /api/slots/:slotId/password # another one': async () => ({
      what: 'slot.password_changed',
      at: [first],
      body: { password: secrets.own },
      secrets: [secrets.slot, secrets.own],
    }),
    'POST /api/slots/:slotId/duplicate': async () => ({
      what: 'slot.created',
      at: [first],
      body: { id: 'copy', name: 'Copy' },
    }),
    'POST /api/slots/:slotId/effect': async () => ({
      ...(await slot('effective', { output: { ...settingsWith().output, format: 'png' } })),
      what: 'slot.effect_changed',
      body: { from: first },
      also: ['slot.saved'],
    }),
    'POST /api/slots/import': async () => {
      const { templates: _templates, ...settings } = settingsWith()
      const exported = { kind: 'photochanger.slot', version: 1, exported_at: '2026-01-01T12:00:00.000Z' }
      return { what: 'slot.created', body: { ...exported, id: 'imported', settings, templates: [] } }
    },
    'DELETE /api/slots/:slotId': async () => ({ ...(await slot('gone')), what: 'slot.removed' }),
    'POST /api/templates': async () => ({ what: 'template.added', form: [file(await quarters(200, 48))] }),
    'PATCH /api/templates/:templateId': async () => ({
      what: 'template.renamed',
      at: [await template()],
      body: { label: 'Golden frame' },
    }),
    'POST /api/templates/:templateId/rebind': async () => {
      const [from, to] = [await template(), await template()]
      await slot('bound', framed(from))
      return { what: 'template.rebound', at: [from], body: { to }, also: ['slot.saved'] }
    },
    'DELETE /api/templates/:templateId': async () => ({ what: 'template.removed', at: [await template()] }),

    'POST /api/jobs/:jobId/cancel': async () => ({
      what: 'job.cancelled',
      at: [await addJob({ database }, { ...inFlight, deadlineAt: later(), workUntilAt: later() })],
    }),
    'POST /api/jobs/:jobId/retry': async () => ({ ...(await kept()), what: 'job.retried' }),
    'DELETE /api/jobs/:jobId/result': async () => ({ ...(await kept()), what: 'result.deleted' }),
    'POST /api/queue/pause': async () => ({ what: 'queue.paused' }),
    'POST /api/queue/resume': async () => ({ what: 'queue.resumed' }),
    'POST /api/cleaner/runs': async () => ({ what: 'cleaner.run', body: { dry_run: false } }),
    'POST /api/galleries': async () => ({ what: 'gallery.opened', body: gallery }),
    'POST /api/galleries/:galleryId/stop': async () => ({
      what: 'gallery.stopped',
      at: [(await make('POST', '/api/galleries', gallery)).id],
    }),
    'POST /api/slots/:slotId/test-run': async () => ({
      what: 'test_run.started',
      at: [first],
      form: [file(await jpeg(64, 48))],
    }),

    'POST /api/pix/jobs/:jobId/orchestrators/:name': async () => ({
      what: 'pix_job.orchestrator_run',
      at: [(await addPixJob()).id, 'vision'],
      body: { mode: 'run' },
    }),
    'POST /api/remove-object': async () => {
      const { shootId, imageId } = await photo()
      const mask = { format: 'pixelmap', width: 10, height: 10, encoding: 'rle', data: '0,5,95' }
      const body = { shoot_id: shootId, image_id: imageId, version: 'master', mask, wait: false }
      return { what: 'pix_image.edit_requested', body }
    },
    'POST /api/pix/images/:imageId/best-version': async () => {
      const { shootId, imageId } = await photo()
      await rows.addVersion(shootId, imageId, 'clean_v1')
      await rows.setImage(imageId, { hasEdits: true })
      return { what: 'pix_image.best_version_chosen', at: [imageId], body: { version: 'clean_v1' } }
    },
    'PUT /api/pix/images/:imageId/captions/:locale': async () => ({
      what: 'pix_image.caption_written',
      at: [(await photo()).imageId, 'de'],
      ifMatch: '"0"',
      body: { short: 'Küche', long: 'Eine Küche.', alt_text: 'Küche' },
    }),
    'PUT /api/pix/jobs/:jobId/texts/:locale': async () => ({
      what: 'pix_job.text_written',
      at: [(await addPixJob()).id, 'de'],
      ifMatch: '"0"',
      body: { headline: 'Haus', short: '', description: 'Ein Haus.', features: '', other: '', location: '' },
    }),

    'POST /api/webhooks': async () => ({ what: 'webhook.created', body: webhook, secrets: ['secret-path'] }),
    'PATCH /api/webhooks/:webhookId': async () => ({
      what: 'webhook.changed',
      at: await endpoint(),
      body: { label: 'another name' },
      secrets: ['secret-path'],
    }),
    'POST /api/webhooks/:webhookId/rotate-secret': async () => ({
      what: 'webhook.secret_rotated',
      at: await endpoint(),
    }),
    'POST /api/webhooks/:webhookId/test': async () => ({ what: 'webhook.tested', at: await endpoint() }),
    'POST /api/webhooks/:webhookId/deliveries/:deliveryId/replay': async () => {
      const [id = ''] = await endpoint()
      const { id: delivery } = await make('POST', `/api/webhooks/${id}/test`, undefined)
      return { what: 'webhook.replayed', at: [id, delivery] }
    },
    'DELETE /api/webhooks/:webhookId': async () => ({ what: 'webhook.deleted', at: await endpoint() }),

    'POST /api/pix/jobs': async () => ({
      what: 'pix_job.created',
      body: { id: 'ABC123', customer_name: pix.customer, customer_email: pix.email, address: { street: pix.street } },
      secrets: Object.values(pix),
    }),
    'PATCH /api/pix/jobs/:jobId': async () => ({
      what: 'pix_job.changed',
      at: [(await pixJob()).id],
      body: { status: 'closed', customer_name: pix.customer },
      secrets: [pix.customer],
    }),
    'POST /api/pix/jobs/:jobId/shoots': async () => ({
      what: 'pix_shoot.created',
      at: [(await pixJob()).id],
      body: { shoot_code: 'QRST2' },
    }),
    'PATCH /api/pix/shoots/:shootId': async () => ({
      what: 'pix_shoot.changed',
      at: [(await pixJob()).shootId],
      body: { photographer_id: 'p-1' },
    }),
    'POST /api/editor-return/:shootId': async () => ({
      what: 'pix_image.delivered',
      at: [(await pixJob()).shootId],
      form: [{ name: 'file', value: await jpeg(64, 48), filename: 'Kitchen_01.jpg', type: 'image/jpeg' }],
    }),
    'POST /api/editor-return/:shootId/uploads': async () => ({
      what: 'pix_upload.begun',
      at: [(await pixJob()).shootId],
      body: { filename: 'Kitchen_01.jpg', bytes: 1000, sha256: 'a'.repeat(64) },
    }),
    'POST /api/editor-return/:shootId/uploads/:uploadId/finalize': async () => {
      const bytes = await jpeg(64, 48)
      const { shootId } = await pixJob()
      const sha256 = createHash('sha256').update(bytes).digest('hex')
      const wish = { filename: 'Kitchen_01.jpg', bytes: bytes.length, sha256 }
      const { upload_id: id } = await make('POST', `/api/editor-return/${shootId}/uploads`, wish)
      await gateway.store.write(temporaryKey(id), bytes)
      return { what: 'pix_image.delivered', at: [shootId, id] }
    },
    'POST /api/pix/shoots/:shootId/editor-tokens': async () => ({
      what: 'editor_token.created',
      at: [(await pixJob()).shootId],
      body: { direction: 'upload', label: 'Anna' },
    }),
    'DELETE /api/pix/editor-tokens/:tokenId': async () => {
      const { shootId } = await pixJob()
      const wish = { direction: 'upload', label: 'Anna' }
      const { id } = await make('POST', `/api/pix/shoots/${shootId}/editor-tokens`, wish)
      return { what: 'editor_token.revoked', at: [id] }
    },
    'POST /api/pix/images/:imageId/exclude': async () => ({ what: 'pix_image.excluded', at: [await pixImage()] }),
    'POST /api/pix/images/:imageId/include': async () => ({
      what: 'pix_image.included',
      at: [await pixImage({ excludedAt: new Date(0), excludedBy: 'test' })],
    }),
    'POST /api/pix/images/:imageId/retry': async () => {
      const id = await pixImage({ status: 'error', errorMessage: 'none' })
      return { what: 'pix_image.retried', at: [id] }
    },
    'POST /api/pix/images/:imageId/privacy': async () => ({
      what: 'pix_image.privacy_cleared',
      at: [await pixImage({ privacyStatus: 'flagged', metaFields: checkedFor() })],
      body: { decision: 'clear' },
    }),
    'POST /api/pix/images/:imageId/privacy # flag': async () => ({
      what: 'pix_image.privacy_flagged',
      at: [await pixImage({ privacyStatus: 'cleared_by_admin', metaFields: checkedFor() })],
      body: { decision: 'flag' },
    }),
    'PATCH /api/pix/images/:imageId/cleanup/:candidateId': async () => {
      const box = [0.1, 0.1, 0.2, 0.2]
      const cable = { id: 'cable', label: 'cable', box, score: null, source: 'vision', suggested_prompt: null }
      const id = await pixImage({ cleanupPossible: true, cleanupCandidates: [{ ...cable, state: 'open' }] })
      return { what: 'pix_image.cleanup_dismissed', at: [id, 'cable'], body: { state: 'dismissed' } }
    },
    'PATCH /api/pix/images/:imageId': async () => ({
      what: 'pix_image.room_set',
      at: [await pixImage()],
      body: { room_type: 'kitchen' },
    }),
    'POST /api/pix/jobs/:jobId/gallery/release': async () => ({
      what: 'pix_gallery.released',
      at: [(await pixGallery.addDraft()).id],
      body: {},
    }),
    'POST /api/pix/jobs/:jobId/gallery/withdraw': async () => ({
      what: 'pix_gallery.withdrawn',
      at: [await released()],
    }),
    'POST /api/pix/jobs/:jobId/gallery/link': async () => ({
      what: 'pix_gallery.link_renewed',
      at: [await released()],
    }),
    'POST /api/pix/mails/:mailId/retry': async () => {
      const job = await released()
      const { mails } = await make('GET', `/api/pix/mails?job=${job}`, undefined)
      await database.execute(sql`update pix_notifications set status = 'failed' where id = ${mails[0].id}`)
      return { what: 'pix_mail.retried', at: [mails[0].id] }
    },
    'POST /api/pix/jobs/:jobId/exports': async () => ({
      what: 'pix_export.requested',
      at: [await released()],
      body: { target_id: null },
    }),
    'POST /api/pix/targets': async () => ({
      what: 'pix_target.created',
      body: target,
      secrets: [targetSecret.api_key],
    }),
    'PUT /api/pix/targets/:targetId': async () => ({
      what: 'pix_target.changed',
      at: await madeTarget(),
      body: { ...target, label: 'Other' },
      secrets: [targetSecret.api_key],
    }),
    'DELETE /api/pix/targets/:targetId': async () => ({ what: 'pix_target.deleted', at: await madeTarget() }),

    'POST /api/rehearsals/:rehearsalId/stop': async () => {
      const [id, leaseUntil] = [randomUUID(), later()]
      // Played by nobody, so that nothing else happens.
      const plan = { slots: [{ slot: first, booths: 1, shots_per_minute: 1 }], minutes: 1, mode: 'stand_in' }
      const row = { id, state: 'running', plan, startedBy: 'test', node: randomUUID(), leaseUntil } as const
      await database.insert(rehearsals).values({ ...row, startedAt: sql`now()` })
      return { what: 'rehearsal.stopped', at: [id] }
    },
    'POST /api/rehearsals': async () => {
      await database.execute(sql`update rehearsals set state = 'stopped', tidied_at = now()`)
      await database.execute(sql`update jobs set status = 'failed' where status in ('pending', 'processing')`)
      const plan = { slots: [{ slot: first, booths: 1, shots_per_minute: 1 }], minutes: 1, mode: 'stand_in' }
      return { what: 'rehearsal.started', body: plan }
    },
  }
}
