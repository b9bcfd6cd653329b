import sharp from 'sharp'
import t from 'tap'
import { createPreviews } from '../../src/media/preview.ts'
import { drawPicture, hour, openMediaRoom } from './media-room.ts'

t.test('a preview is small, upright, free of metadata, and drawn once', async (t) => {
  const lying = await sharp(await drawPicture(2000, 1000))
    .withExif({ IFD0: { Model: 'Secret Camera' } })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer()
  let reads = 0
  const room = await openMediaRoom(t, {
    wrapStore: (disk) => ({
      ...disk,
      async read(key) {
        if (key.startsWith('results/')) reads += 1
        return disk.read(key)
      },
    }),
  })
  const server = await room.startServer()
  const { id } = await room.addResult({ bytes: lying })

  const answers = await Promise.all(
    Array.from({ length: 10 }, () => server.inject(`/public/results/${id}/preview.webp`)),
  )
  for (const { statusCode } of answers) t.equal(statusCode, 200)
  t.equal(reads, 1, 'ten guests at once are one drawing')
  await server.inject(`/public/results/${id}/preview.webp`)
  t.equal(reads, 1, 'and later it is there')

  const [answer] = answers
  t.match(answer?.headers, {
    'content-type': 'image/webp',
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, max-age=3600',
  })
  const { format, width, height, exif } = await sharp(answer?.rawPayload).metadata()
  t.match({ format, width, height }, { format: 'webp', width: 400, height: 800 })
  t.equal(exif, undefined)

  const again = await server.inject({
    url: `/public/results/${id}/preview.webp`,
    headers: { 'if-none-match': String(answer?.headers.etag) },
  })
  t.equal(again.statusCode, 304)
})

t.test('a preview that is drawn over the expiry is thrown away', async (t) => {
  const room = await openMediaRoom(t)
  const { id } = await room.addResult()
  const result = await room.publication.requirePublished(id)
  const slowStore = {
    ...room.disk,
    async write(key: string, source: AsyncIterable<Buffer> | Buffer) {
      // The cleaner comes by at the worst moment: after the deletion, before the preview is there.
      room.clock.advance(72 * hour)
      await room.cleaner.run({ dryRun: false, withOrphans: false })
      return room.disk.write(key, source)
    },
  }
  const previews = createPreviews({ store: slowStore, publication: room.publication })
  t.equal(await previews.find(result), undefined)
  t.equal(await room.disk.read(`previews/${id}.webp`), undefined)
})

t.test('a result that is no picture any more has no preview, and says so', async (t) => {
  const room = await openMediaRoom(t)
  const server = await room.startServer()
  const { id } = await room.addResult({ bytes: Buffer.from('<svg onload="alert(1)"/>') })
  const answer = await server.inject(`/public/results/${id}/preview.webp`)
  t.equal(answer.statusCode, 422)
  t.equal(answer.json().failure_reason, 'unreadable_image')
})
