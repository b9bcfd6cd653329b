import { randomUUID } from 'node:crypto'
import { readPrepared } from '../prepared-picture.ts'
import type { PreparedImage } from '../service.ts'

/** A picture inside the request, or where the service already has it. */
export type PicturePart =
  | { image: Pick<PreparedImage, 'path' | 'bytes' | 'type'> }
  | { file: { uri: string; mimeType: string } }

export interface RequestBody {
  /** Exactly. */
  bytes: number
  /** Once for each time that it is sent. */
  open(): AsyncGenerator<Buffer>
}

/** Of which every three bytes become four characters, so that pieces can simply follow one another. */
const pieceBytes = 3 * 16 * 1024

export const encodedBytes = (bytes: number): number => Math.ceil(bytes / 3) * 4

/**
 * `pictures` and then the prompt, as one turn of the user, https://ai.google.dev/api/generate-content. Pictures are read
 * and encoded while they are sent: as text in memory they would be there three times.
 */
export function toRequestBody(
  pictures: readonly PicturePart[],
  prompt: string,
  config: Record<string, unknown>,
): RequestBody {
  const gap = randomUUID() // where the bytes of a picture belong
  const parts = pictures.map((picture) =>
    'file' in picture
      ? { fileData: { mimeType: picture.file.mimeType, fileUri: picture.file.uri } }
      : { inlineData: { mimeType: picture.image.type, data: gap } },
  )
  const document = JSON.stringify({ ...config, contents: [{ role: 'user', parts: [...parts, { text: prompt }] }] })
  const texts = document.split(gap).map((text) => Buffer.from(text))
  const images = pictures.flatMap((picture) => ('image' in picture ? [picture.image] : []))
  const bytes =
    texts.reduce((sum, text) => sum + text.length, 0) +
    images.reduce((sum, image) => sum + encodedBytes(image.bytes), 0)

  async function* open(): AsyncGenerator<Buffer> {
    for (const [place, text] of texts.entries()) {
      yield text
      const image = images[place]
      if (image) yield* encodeFile(image.path)
    }
  }

  return { bytes, open }
}

async function* encodeFile(path: string): AsyncGenerator<Buffer> {
  let carried: Buffer = Buffer.alloc(0)
  for await (const chunk of readPrepared(path, pieceBytes)) {
    const whole = carried.length > 0 ? Buffer.concat([carried, chunk]) : chunk
    const ready = whole.length - (whole.length % 3)
    carried = whole.subarray(ready)
    if (ready > 0) yield encode(whole.subarray(0, ready))
  }
  if (carried.length > 0) yield encode(carried)
}

const encode = (bytes: Buffer): Buffer => Buffer.from(bytes.toString('base64'), 'latin1')
