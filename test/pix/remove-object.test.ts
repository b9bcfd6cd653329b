import sharp from 'sharp'
import t, { type Test } from 'tap'
import { and, eq } from '../../src/drizzle.ts'
import { GatewayError } from '../../src/errors.ts'
import { baseKey, masterKey, versionKey } from '../../src/pix/keys.ts'
import { pixAnalysisRuns, pixEdits, pixImageVersions } from '../../src/pix-schema.ts'
import { audit } from '../../src/schema.ts'
import { rowsThatDiffer } from './rows-that-differ.ts'
import { photoSize, serve, startServices, who } from './services-stage.ts'

/** A rectangle in the picture. */
async function maskOf(left: number, top: number, width: number, height: number) {
  const input = await sharp({ create: { width, height, channels: 3, background: '#fff' } })
    .png()
    .toBuffer()
  const bytes = await sharp({ create: { ...photoSize, channels: 3, background: '#000' } })
    .composite([{ input, left, top }])
    .png()
    .toBuffer()
  return { format: 'png', data: bytes.toString('base64') }
}

async function open(t: Test, options: Parameters<typeof startServices>[1] = {}) {
  const stage = await startServices(t, options)
  const call = await serve(t, stage)
  const job = await stage.rows.addJob()
  const imageId = await stage.addPhoto(job)
  const address = { shootId: job.shootId, imageId }
  const body = { shoot_id: job.shootId, image_id: imageId, version: 'master' }
  /** While somebody waits for the answer, the queue does it. */
  const remove = (given: object = {}) => stage.workUntil(call('POST', '/api/remove-object', { ...body, ...given }))
  const read = async (version: 'master' | `clean_v${number}`) =>
    (await stage.store.read(versionKey(address, version))) as Buffer
  return { ...stage, call, job, imageId, address, body, remove, read }
}

const pixels = (bytes: Buffer) => sharp(bytes).removeAlpha().raw().toBuffer()

t.test('000-19 000-20 000-21 something is taken out: base, clean_v1, clean_v2, and the image says so', async (t) => {
  const { remove, address, imageId, rows, store, read, database, submits, others, job } = await open(t)
  const answer = await remove({ mask: await maskOf(150, 100, 60, 45) })
  t.equal(answer.status, 200)
  t.match(answer.body, { success: true, new_version: 'clean_v1', preview_url: /\/public\/files\?/ })
  const master = await store.read(masterKey(address))
  t.same(await store.read(baseKey(address)), master, 'base.jpg is the master')
  t.match(await rows.findImage(imageId), { hasEdits: true, bestVersion: 'clean_v1' })
  t.match(submits()[0]?.path, /^\/queue\/fal-ai\/object-removal\/mask$/, 'the one that takes a mask')
  t.strictSame(others, [{ kind: 'pix-expose', work: { jobId: job.id } }])

  const again = await remove({ version: 'clean_v1', mask: await maskOf(400, 250, 30, 30) })
  t.match(again.body, { success: true, new_version: 'clean_v2' })
  t.match(await rows.findImage(imageId), { bestVersion: 'clean_v2' })
  const kinds = await database.select().from(pixImageVersions).where(eq(pixImageVersions.imageId, imageId))
  t.strictSame(kinds.map(({ kind }) => kind).sort(), ['base', 'clean_v1', 'clean_v2', 'hr', 'master'])
  t.match(
    kinds.find(({ kind }) => kind === 'clean_v2'),
    { derivedFrom: 'clean_v1', ...photoSize, revision: 1 },
  )
  const { format, width, height, isProgressive, chromaSubsampling } = await sharp(await read('clean_v2')).metadata()
  t.strictSame(
    { format, width, height, isProgressive, chromaSubsampling },
    // As the master is: its blocks are taken over.
    { format: 'jpeg', ...photoSize, isProgressive: false, chromaSubsampling: '4:2:0' },
  )
  const told = await database.select().from(audit)
  t.strictSame(
    told.map(({ who, what }) => [who, what]),
    [
      [who, 'pix_image.edit_requested'],
      [who, 'pix_image.edit_requested'],
    ],
  )
})

t.test('000-22 below the mask is what the service drew, and everywhere else the source, bit by bit', async (t) => {
  const { remove, read, copied, imageId, call } = await open(t)
  await remove({ mask: await maskOf(150, 100, 60, 45) })
  await remove({ version: 'clean_v1', mask: await maskOf(400, 250, 30, 30) })
  t.strictSame(
    copied,
    [
      { imageId, version: 'master' },
      { imageId, version: 'clean_v1' },
    ],
    'each is loaded from where it lies',
  )
  const [source, once, twice] = [
    await pixels(await read('master')),
    await pixels(await read('clean_v1')),
    await pixels(await read('clean_v2')),
  ]
  const at = (data: Buffer, x: number, y: number) => [
    ...data.subarray((y * photoSize.width + x) * 3, (y * photoSize.width + x) * 3 + 3),
  ]
  const isPurple = ([r = 0, g = 0, b = 0]: number[]) =>
    Math.abs(r - 160) < 8 && Math.abs(g - 32) < 8 && Math.abs(b - 240) < 8
  t.ok(isPurple(at(once, 180, 122)), 'in the middle of the mask')
  t.ok(isPurple(at(twice, 180, 122)) && isPurple(at(twice, 415, 265)), 'and what was removed before stays')
  t.notOk(isPurple(at(once, 415, 265)))
  // The mask, its seam of 3 pixels, whole blocks of 16, and a pixel that decoders mix where colours are halved.
  const first = { left: 144 - 1, right: 224 + 1, top: 96 - 1, bottom: 160 + 1 }
  const second = { left: 384 - 1, right: 448 + 1, top: 240 - 1, bottom: 288 + 1 }
  t.strictSame(rowsThatDiffer({ data: source, ...photoSize }, once, first), [])
  t.strictSame(rowsThatDiffer({ data: once, ...photoSize }, twice, second), [])
  const { body } = await call('GET', `/api/pix/images/${imageId}/edits`)
  t.match(body, [{ untouched: 'identical' }, { untouched: 'identical' }])
})

t.test('000-22 a source whose blocks cannot be taken over is encoded anew, and the edit says so', async (t) => {
  const { remove, store, address, read, call, imageId, logText, database } = await open(t)
  const master = await sharp((await store.read(masterKey(address))) as Buffer)
    .withIccProfile('p3')
    .jpeg()
    .toBuffer()
  await store.write(masterKey(address), master, { type: 'image/jpeg' })
  const isMaster = and(eq(pixImageVersions.imageId, imageId), eq(pixImageVersions.kind, 'master'))
  await database.update(pixImageVersions).set({ bytes: master.length }).where(isMaster)
  t.match(await remove({ mask: await maskOf(150, 100, 60, 45) }), { status: 200, body: { new_version: 'clean_v1' } })
  const { width, height, hasProfile, chromaSubsampling } = await sharp(await read('clean_v1')).metadata()
  t.strictSame(
    { width, height, hasProfile, chromaSubsampling },
    { ...photoSize, hasProfile: false, chromaSubsampling: '4:4:4' },
  )
  t.match((await call('GET', `/api/pix/images/${imageId}/edits`)).body, [{ status: 'done', untouched: 'encoded_anew' }])
  t.match(logText(), /encoded anew/)
})

t.test('000-24 what cannot be is refused before anybody is asked', async (t) => {
  const { call, body, rows, addPhoto, emulator, imageId } = await open(t)
  const mask = await maskOf(150, 100, 60, 45)
  const other = await rows.addJob()
  const foreign = await addPhoto(other)
  const unchecked = await addPhoto(other, { privacyStatus: 'unchecked' })
  const raw = await rows.addImage(other)
  const small = await sharp({ create: { width: 80, height: 80, channels: 3, background: '#fff' } })
    .png()
    .toBuffer()
  const refusals: [object, number, string][] = [
    [{ image_id: foreign }, 404, 'image_not_found'],
    [{ shoot_id: other.shootId }, 404, 'image_not_found'],
    [{ shoot_id: other.shootId, image_id: raw }, 404, 'image_not_found'],
    [{ version: 'clean_v1' }, 404, 'image_not_found'],
    [{ version: 'base' }, 422, 'invalid_settings'],
    [{ image_id: 'x' }, 422, 'invalid_settings'],
    [{ mask: { format: 'png', data: small.toString('base64') } }, 422, 'invalid_settings'],
    [{ mask: await maskOf(0, 0, 600, 400) }, 422, 'invalid_settings'],
    [{ mask: { format: 'gif', data: 'x' } }, 422, 'invalid_settings'],
    [{ mask: { format: 'png', data: 'x'.repeat(13 * 1024 ** 2) } }, 413, 'payload_too_large'],
    [{ shoot_id: other.shootId, image_id: unchecked }, 409, 'conflict'],
  ]
  for (const [given, status, reason] of refusals) {
    const answer = await call('POST', '/api/remove-object', { ...body, mask, ...given })
    t.match([answer.status, answer.body.failure_reason], [status, reason], JSON.stringify(given).slice(0, 80))
  }
  t.equal(emulator.requests('fal').length, 0)
  t.match(await rows.findImage(imageId), { hasEdits: false })
})

t.test('without a key it says what is missing', async (t) => {
  const { call, body } = await open(t, { withoutKeys: true })
  const answer = await call('POST', '/api/remove-object', { ...body, mask: await maskOf(0, 0, 5, 5) })
  t.match([answer.status, answer.body], [501, { failure_reason: 'not_configured', details: /VISION_API_KEY/ }])
})

const failures: [step: string, status: number, reason: string][] = [
  ['content-policy', 502, 'provider_refused'],
  ['other-shape', 502, 'provider_error'],
  ['truncated', 502, 'provider_error'],
  ['no-images', 502, 'provider_error'],
  ['exhausted', 502, 'provider_error'],
]

t.test('000-21 a failure changes nothing and leaves no gap', async (t) => {
  const { remove, imageId, rows, emulator, database, store, address, call } = await open(t)
  const mask = await maskOf(150, 100, 60, 45)
  for (const [step, status, reason] of failures) {
    emulator.play('fal', [step, step, step, step])
    const answer = await remove({ mask })
    t.match([answer.status, answer.body.failure_reason], [status, reason], step)
    t.match(await rows.findImage(imageId), { hasEdits: false, bestVersion: 'master' }, step)
  }
  t.equal(await store.read(baseKey(address)), undefined)
  emulator.play('fal', [])
  const good = await remove({ mask })
  t.match(good.body, { new_version: 'clean_v1' }, 'the same mask again, after failures, is a new try')
  const listed = await call('GET', `/api/pix/images/${imageId}/edits`)
  t.equal(listed.body.length, failures.length + 1)
  t.match(listed.body[0], {
    status: 'done',
    from_version: 'master',
    to_version: 'clean_v1',
    error: null,
    requested_by: who,
  })
  t.match(listed.body.at(-1), { status: 'failed', to_version: null, error: 'refused' })
  t.equal((await database.select().from(pixEdits)).length, failures.length + 1)
})

t.test('the same wish twice is one edit', async (t) => {
  const { remove, emulator, database } = await open(t)
  const mask = await maskOf(150, 100, 60, 45)
  const [one, other] = [await remove({ mask }), await remove({ mask })]
  t.equal(one.body.edit_id, other.body.edit_id)
  t.equal(other.body.new_version, 'clean_v1')
  t.equal(emulator.billed('fal'), 1)
  t.equal((await database.select().from(pixEdits)).length, 1)
})

t.test('000-23 two at once get two numbers', async (t) => {
  const { isSent, call, body, messages, services, database, imageId, rows } = await open(t)
  const masks = [await maskOf(150, 100, 60, 45), await maskOf(350, 250, 60, 45), await maskOf(25, 25, 20, 20)]
  const answers = Promise.all(masks.map((mask) => call('POST', '/api/remove-object', { ...body, mask })))
  const edits = () => messages.filter(({ kind }) => kind === 'pix-edit')
  while (edits().length < 3) await new Promise(setImmediate)
  for (const message of edits()) t.ok(await isSent(message))
  const { signal } = new AbortController()
  await Promise.all(edits().map(({ work }) => services.handlers['pix-edit'](work as { editId: string }, signal)))
  const versions = (await answers).map((answer) => answer.body.new_version).sort()
  t.strictSame(versions, ['clean_v1', 'clean_v2', 'clean_v3'])
  t.match(await rows.findImage(imageId), { hasEdits: true, bestVersion: 'clean_v3' })
  const bases = and(eq(pixImageVersions.imageId, imageId), eq(pixImageVersions.kind, 'base'))
  t.equal((await database.select().from(pixImageVersions).where(bases)).length, 1)
})

t.test('whoever waits too long is told which edit it is', async (t) => {
  const { call, body, stopping, messages } = await open(t)
  const answer = call('POST', '/api/remove-object', { ...body, mask: await maskOf(150, 100, 60, 45) })
  while (messages.length === 0) await new Promise(setImmediate)
  stopping.abort(new Error('stopping'))
  t.match(await answer, { status: 202, body: { success: false, status: 'running', edit_id: /^[\w-]{36}$/ } })
})

t.test('killed anywhere, it is done once and ends', async (t) => {
  let step = 0
  let killAt = 0
  const die = () => {
    step += 1
    if (step === killAt) throw new Error('killed')
  }
  const stage = await open(t, {
    wrapStore: (store) => ({
      ...store,
      async write(key, ...rest) {
        die()
        const bytes = await store.write(key, ...rest)
        die()
        return bytes
      },
      async writeIf(...given) {
        die()
        const written = await store.writeIf(...given)
        die()
        return written
      },
      async copy(from, to) {
        die()
        const bytes = await store.copy(from, to)
        die()
        return bytes
      },
      async delete(key) {
        die()
        return store.delete(key)
      },
    }),
  })
  const { messages, call, body, handle, rows, imageId, database, emulator, stopping } = stage
  stopping.abort(new Error('nobody waits'))
  await call('POST', '/api/remove-object', { ...body, mask: await maskOf(150, 100, 60, 45) })
  const message = messages.find(({ kind }) => kind === 'pix-edit')
  if (!message) throw new Error('no message')
  let kills = 0
  for (killAt = 1; killAt < 20; killAt += 1) {
    step = 0
    // Work that was charged for and lost counts as a try; this is about the steps behind it.
    const thrown = await handle(message, { tries: 1 })
    await database.update(pixAnalysisRuns).set({ status: 'skipped' }).where(eq(pixAnalysisRuns.status, 'failed'))
    if (thrown) kills += 1
  }
  t.ok(kills >= 5, `${kills} kills`)
  t.match(await rows.findImage(imageId), { hasEdits: true, bestVersion: 'clean_v1' })
  t.match(await database.select().from(pixEdits), [{ status: 'done', toVersion: 'clean_v1' }])
  t.ok(emulator.billed('fal') <= 3, 'only what was not written down yet is asked for again')
})

t.test('what the service has made is paid for once, whatever happens to us until it is kept', async (t) => {
  let isFull = false
  const stage = await open(t, {
    wrapStore: (store) => ({
      ...store,
      async write(key, ...rest) {
        if (isFull && key.includes('edit-')) throw new GatewayError('storage_full', 'no room')
        return store.write(key, ...rest)
      },
    }),
  })
  const { messages, call, body, handle, rows, imageId, emulator, stopping, database } = stage
  stopping.abort(new Error('nobody waits'))
  await call('POST', '/api/remove-object', { ...body, mask: await maskOf(150, 100, 60, 45) })
  const message = messages.find(({ kind }) => kind === 'pix-edit')
  if (!message) throw new Error('no message')
  emulator.play('fal', ['download-reset-mid-body:30'])
  t.match(await handle(message, { tries: 2 }), { code: 'provider_error' }, 'it cannot be fetched')
  isFull = true
  t.match(await handle(message, { tries: 6 }), { code: 'storage_full' }, 'it cannot be kept')
  isFull = false
  t.equal(await handle(message), undefined)
  t.equal(emulator.submits('fal').length, 1)
  t.match(await rows.findImage(imageId), { hasEdits: true, bestVersion: 'clean_v1' })
  t.match(await database.select().from(pixAnalysisRuns), [{ status: 'succeeded', attempt: 1 }])
})

t.test('an edit whose mask is gone ends', async (t) => {
  const { messages, call, body, handle, stopping, store, database, emulator } = await open(t)
  stopping.abort(new Error('nobody waits'))
  await call('POST', '/api/remove-object', { ...body, mask: await maskOf(150, 100, 60, 45) })
  const [{ maskKey } = { maskKey: null }] = await database.select().from(pixEdits)
  await store.delete(maskKey ?? '')
  for (const message of messages) t.equal(await handle(message), undefined)
  t.match(await database.select().from(pixEdits), [{ status: 'failed', error: 'conflict: the mask is gone' }])
  t.equal(emulator.submits('fal').length, 0)
})

t.test('a node that was frozen writes nothing over the version of another edit', async (t) => {
  let freeze = async () => {}
  const stage = await open(t, {
    wrapStore: (store) => ({
      ...store,
      async find(key) {
        const found = await store.find(key)
        if (key.endsWith('clean_v1.jpg')) await freeze()
        return found
      },
    }),
  })
  const { messages, call, body, handle, stopping, read, address, store, database } = stage
  stopping.abort(new Error('nobody waits'))
  await call('POST', '/api/remove-object', { ...body, mask: await maskOf(150, 100, 60, 45) })
  const [message] = messages
  if (!message) throw new Error('no message')
  const other = await read('master')
  freeze = async () => {
    freeze = async () => {}
    await store.write(versionKey(address, 'clean_v1'), other, { type: 'image/jpeg' })
  }
  t.match(await handle(message, { tries: 1 }), { code: 'unavailable' })
  t.ok(other.equals(await read('clean_v1')), 'what came meanwhile stays')
  t.match(await database.select().from(pixEdits), [{ status: 'running' }])
})

t.test('an older version can be chosen again, and numbers go on', async (t) => {
  const { remove, call, imageId, rows, others, database } = await open(t)
  await remove({ mask: await maskOf(150, 100, 60, 45) })
  others.length = 0
  const url = `/api/pix/images/${imageId}/best-version`
  t.match(await call('POST', url, { version: 'master' }), { status: 200, body: { best_version: 'master' } })
  t.match(await rows.findImage(imageId), { hasEdits: true, bestVersion: 'master' })
  t.match(await call('POST', url, { version: 'master' }), { status: 200 }, 'as often as one likes')
  t.match(await call('POST', url, { version: 'clean_v9' }), {
    status: 404,
    body: { failure_reason: 'image_not_found' },
  })
  t.match(await call('POST', url, { version: 'base' }), { status: 422 })
  t.match(await call('POST', '/api/pix/images/nonsense/best-version', { version: 'master' }), { status: 404 })
  t.match(await remove({ mask: await maskOf(15, 10, 60, 45) }), { body: { new_version: 'clean_v2' } })
  const told = (await database.select().from(audit)).map(({ what }) => what)
  t.equal(told.filter((what) => what === 'pix_image.best_version_chosen').length, 1)
})

t.test('000-08 after another delivery its edits are no longer versions, and its base makes room', async (t) => {
  const { remove, imageId, rows, database, address, store, call } = await open(t)
  await remove({ mask: await maskOf(150, 100, 60, 45) })
  const old = await store.read(baseKey(address))
  await rows.setImage(imageId, { bestVersion: 'master', revision: 2 })
  await database
    .update(pixImageVersions)
    .set({ revision: 2 })
    .where(and(eq(pixImageVersions.imageId, imageId), eq(pixImageVersions.kind, 'master')))
  t.match(await remove({ version: 'clean_v1', mask: await maskOf(4, 4, 25, 25) }), { status: 404 })
  t.match(await call('POST', `/api/pix/images/${imageId}/best-version`, { version: 'clean_v1' }), { status: 404 })
  t.match(await remove({ mask: await maskOf(150, 100, 60, 45) }), { body: { new_version: 'clean_v2' } })
  t.same(await store.read(baseKey(address, 1)), old)
  const bases = await database.select().from(pixImageVersions).where(eq(pixImageVersions.imageId, imageId))
  t.strictSame(bases.map(({ kind }) => kind).sort(), ['base', 'base.r1', 'clean_v1', 'clean_v2', 'hr', 'master'])
})
