import * as jsqr from 'jsqr'
import t from 'tap'
import { drawQrCode } from '../../src/media/qr-code.ts'
import { openMediaRoom } from './media-room.ts'

type Decode = (pixels: Uint8ClampedArray, width: number, height: number) => { data: string } | null
/** The package is CommonJS with a default export inside its default export; its types know only one of them. */
const decode = (jsqr.default as unknown as { default?: Decode }).default ?? (jsqr.default as unknown as Decode)

/** What a phone's camera would read: the drawing says where its dark squares of ten by ten are. */
function scan(svg: string): string | undefined {
  const size = Number(/viewBox="0 0 (\d+) \1"/.exec(svg)?.[1])
  const pixels = new Uint8ClampedArray(size * size * 4).fill(255)
  for (const [, left, top] of svg.matchAll(/M(\d+),(\d+)h10v10h-10z/g)) {
    for (let row = 0; row < 10; row += 1) {
      for (let column = 0; column < 10; column += 1) {
        const at = ((Number(top) + row) * size + Number(left) + column) * 4
        pixels.fill(0, at, at + 3)
      }
    }
  }
  return decode(pixels, size, size)?.data
}

t.test('what is drawn can be scanned', async (t) => {
  for (const text of ['http://a/r/0', `https://photos.example/booth/r/${'0'.repeat(36)}?ü=1`]) {
    t.equal(scan(drawQrCode(text)), text)
  }
})

t.test('the code of a result leads to its guest page', async (t) => {
  const room = await openMediaRoom(t, { publicBaseUrl: 'https://photos.example/booth' })
  const server = await room.startServer()
  const { id } = await room.addResult()
  const answer = await server.inject(`/public/results/${id}/qr.svg`)
  t.match(answer.headers, { 'content-type': 'image/svg+xml', 'content-security-policy': "default-src 'none'; sandbox" })
  t.equal(scan(answer.body), `https://photos.example/booth/r/${id}`)
})
