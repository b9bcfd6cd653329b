import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import sharp from 'sharp'
import t from 'tap'
import { sql } from '../src/drizzle.ts'
import { ingestPassword, startTestGateway } from './support/gateway.ts'
import { photoForm, postForm } from './support/multipart.ts'

const sample = readFileSync(path.join(import.meta.dirname, '..', 'docs', 'pictures', 'sample.jpg'))

t.test('the path of one photo: in, made, answered, published, expired, cleaned', async (t) => {
  const gateway = await startTestGateway(t)
  const { clock, store, database } = gateway

  const answer = await postForm(`${gateway.url}/ingest/slot-002`, photoForm(sample, ingestPassword))
  t.equal(answer.status, 200)
  const picture = Buffer.from(await answer.arrayBuffer())
  const { channels } = await sharp(picture).stats()
  const means = channels.map(({ mean }) => Math.round(mean))
  t.ok(Math.max(...means) - Math.min(...means) <= 1, 'slot-002 makes it black-and-white')

  const id = answer.headers.get('x-job-id') ?? ''
  const link = `${gateway.url}/public/results/${id}`
  t.equal((await fetch(link)).status, 200)
  t.equal((await fetch(`${link}/preview.webp`)).headers.get('content-type'), 'image/webp')
  t.equal((await fetch(`${link}/qr.svg`)).status, 200)
  t.equal((await fetch(`${gateway.url}/r/${id}`)).status, 200)

  const { rows } = await database.execute<Record<string, unknown>>(sql`select * from jobs`)
  t.match(rows, [
    {
      id,
      status: 'done',
      source: 'ingest',
      slot_id: 'slot-002',
      slot_revision: 1,
      epoch: 1,
      result_mime: 'image/jpeg',
    },
  ])
  t.not(rows[0]?.input_deleted_at, null, 'the photo is gone as soon as it is done')
  const { rows: made } = await database.execute(sql`select provider, operation, outcome from attempts`)
  t.same(made, [{ provider: 'studio', operation: 'look', outcome: 'done' }])

  clock.advance(72 * 3_600_000 - 60_000)
  t.equal((await fetch(link)).status, 200, 'a minute before its end')
  clock.advance(61_000)
  for (const address of [link, `${link}/preview.webp`, `${link}/qr.svg`, `${gateway.url}/r/${id}`]) {
    t.equal((await fetch(address)).status, 410, `${address} is over`)
  }

  await gateway.app.cleaner.run({ dryRun: false, withOrphans: true })
  const left: string[] = []
  for (const prefix of ['inputs/', 'results/', 'previews/'])
    for await (const { key } of store.list(prefix)) left.push(key)
  t.same(left, [], 'no byte is left')
  t.equal((await fetch(link)).status, 410, 'and the link still says so')
})

const photos = path.join(import.meta.dirname, '..', '..', 'shared', 'photos')
const skip = existsSync(photos) ? false : 'the photos of real cameras are not on this machine'

t.test('real photos come out upright and without position or serial number', { skip }, async (t) => {
  const gateway = await startTestGateway(t)
  const files: [file: string, width: number, height: number][] = [
    ['camera-12mp.jpg', 4032, 3024],
    ['canon-rotated.jpg', 1536, 2048],
    ['phone-gps.jpg', 3264, 2448],
    ['iphone.heic', 3024, 4032],
  ]
  for (const [file, width, height] of files) {
    const answer = await postForm(
      `${gateway.url}/ingest/slot-001`,
      photoForm(readFileSync(path.join(photos, file)), ingestPassword),
    )
    t.equal(answer.status, 200, file)
    const metadata = await sharp(Buffer.from(await answer.arrayBuffer())).metadata()
    t.match(metadata, { width, height, format: 'jpeg' }, `${file} is upright`)
    t.notOk(metadata.orientation && metadata.orientation !== 1, `${file} needs no turning`)
    t.equal(metadata.exif, undefined, `${file} carries no EXIF`)
    t.equal(metadata.xmp, undefined, `${file} carries no XMP`)
  }
})
