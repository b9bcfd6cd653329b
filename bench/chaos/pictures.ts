import sharp from 'sharp'

/** Photos and results that say whose they are, in a JPEG comment: a picture that was mixed up cannot hide. */
export interface Pictures {
  photo(id: string): Buffer
  /** What the provider makes of the photo with this id, byte for byte. */
  result(id: string): Buffer
  /** Of a photo, also of a torn one. */
  idIn(bytes: Buffer): string | undefined
}

export const resultSide = 96
const photoMark = 'chaos-photo:'
const resultMark = 'chaos-result:'
/** The comment stands at the very front. */
const lookBytes = 300

export async function createPictures(): Promise<Pictures> {
  const noise = { type: 'gaussian', mean: 128, sigma: 24 } as const
  const plainPhoto = await sharp({ create: { width: 480, height: 320, channels: 3, background: '#446688', noise } })
    .jpeg({ quality: 85 })
    .toBuffer()
  const plainResult = await sharp({
    create: { width: resultSide, height: resultSide, channels: 3, background: '#cc8844' },
  })
    .jpeg()
    .toBuffer()
  return {
    photo: (id) => withComment(plainPhoto, `${photoMark}${id};`),
    result: (id) => withComment(plainResult, `${resultMark}${id};`),
    idIn: (bytes) => /chaos-photo:([^;]+);/.exec(bytes.subarray(0, lookBytes).toString('latin1'))?.[1],
  }
}

/** Behind the start mark of the picture. */
function withComment(jpeg: Buffer, text: string): Buffer {
  const head = Buffer.from([0xff, 0xfe, 0, 0])
  head.writeUInt16BE(text.length + 2, 2)
  return Buffer.concat([jpeg.subarray(0, 2), head, Buffer.from(text, 'latin1'), jpeg.subarray(2)])
}
