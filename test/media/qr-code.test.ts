import * as jsqr from 'jsqr'
import sharp from 'sharp'
import t from 'tap'
import { drawQrCode } from '../../src/media/qr-code.ts'
import { openMediaRoom } from './media-room.ts'

type Decode = (pixels: Uint8ClampedArray, width: number, height: number) => { data: string } | null
/** The package is CommonJS with a default export inside its default export; its types know only one of them. */
const decode = (jsqr.default as unknown as { default?: Decode }).default ?? (jsqr.default as unknown as Decode)

/** What a phone's camera would read. */
async function scan(svg: string): Promise<string | undefined> {
  const { data, info } = await sharp(Buffer.from(svg))
    .resize(500)
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  return decode(new Uint8ClampedArray(data), info.width, info.height)?.data
}

t.test('what is drawn can be scanned', async (t) => {
  for (const text of ['http://a/r/0', `https://photos.example/booth/r/${'0'.repeat(36)}?ü=1`]) {
    t.equal(await scan(drawQrCode(text)), text)
  }
})

t.test('the code of a result leads to its guest page', async (t) => {
  const room = await openMediaRoom(t, { publicBaseUrl: 'https://photos.example/booth' })
  const server = await room.startServer()
  const { id } = await room.addResult()
  const answer = await server.inject(`/public/results/${id}/qr.svg`)
  t.match(answer.headers, { 'content-type': 'image/svg+xml', 'content-security-policy': "default-src 'none'; sandbox" })
  t.equal(await scan(answer.body), `https://photos.example/booth/r/${id}`)
})
