import { createHash, randomInt } from 'node:crypto'

export interface DslrPhoto {
  bytes: Buffer
  filename: string
  type: string
}

interface DslrRequestOptions {
  photo: DslrPhoto
  /** Left out or empty, the part is not sent at all; that is what the real client does. */
  password?: string | undefined
  /** Replace the made-up values of the nine fields; other names are sent after them, as survey answers are. */
  fields?: Record<string, string>
  boundary?: string
  /** Which shot of the booth this is; part of the `id` field. */
  shotNumber?: number
  shotAt?: Date
  /** The file part before the text parts. The order of the real client is not known. */
  fileFirst?: boolean
  /** Headers a booth never sends. */
  extraHeaders?: Record<string, string>
}

/** A request as bytes, apart from the request line and Host, which depend on where it goes. */
export interface DslrRequest {
  /** In the order and with the letters of the capture. */
  headers: [name: string, value: string][]
  /** The body; its lengths add up to the content-length. */
  body: Buffer[]
}

/**
 * One photo as DSLR Remote Pro 3.30.2 posts it. Taken from the one published capture (2025-09-18): a boundary of 12
 * dashes and 24 digits, text parts with nothing but a Content-Disposition, a file part with exactly two headers, and
 * `expect: 100-continue` even for a small photo. The capture's nine fields and its 51,977 bytes give its 53,205.
 */
export function buildDslrRequest(options: DslrRequestOptions): DslrRequest {
  const { photo, password, boundary = createBoundary(), fileFirst = false } = options
  const fields = { ...boothFields(options), ...options.fields, ...(password && { password }) }
  const texts = Object.entries(fields).map(([name, value]) => textPart(boundary, name, value))
  const file = [filePartHead(boundary, photo), photo.bytes, Buffer.from('\r\n')]

  const parts = fileFirst ? [...file, ...texts] : [...texts, ...file]
  const body = [...parts, Buffer.from(`--${boundary}--\r\n`)]
  return {
    headers: [
      ['content-type', `multipart/form-data; boundary=${boundary}`],
      ['content-length', String(body.reduce((sum, part) => sum + part.length, 0))],
      ...Object.entries(options.extraHeaders ?? {}),
      ['expect', '100-continue'],
    ],
    body,
  }
}

/** The nine fields of the capture in its order, with the values of a booth that does not exist. */
function boothFields({ photo, fields, shotNumber = 1, shotAt = new Date() }: DslrRequestOptions) {
  const documents = 'C:\\Users\\Booth\\Documents\\PhotoboothImages'
  return {
    time: String(Math.floor(shotAt.getTime() / 1000)),
    user_id: 'Booth',
    id: `PHOTOCHANGER00001_${String(shotNumber).padStart(8, '0')}.`,
    profile: `${documents}\\setup.xml`,
    status: `${documents}\\screens\\preview.jpg`,
    hash: fields?.hash ?? createHash('sha1').update(photo.bytes).digest('hex'),
    name: 'PHOTOBOOTH',
    model: 'Windows',
    version: '3.30.2',
  }
}

function textPart(boundary: string, name: string, value: string): Buffer {
  return Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${quotable(name)}"\r\n\r\n${value}\r\n`)
}

function filePartHead(boundary: string, { filename, type }: DslrPhoto): Buffer {
  return Buffer.from(
    `--${boundary}\r\nContent-Disposition: form-data; name="fileToUpload"; filename="${quotable(filename)}"\r\n` +
      `Content-Type: ${type}\r\n\r\n`,
  )
}

function createBoundary(): string {
  const digits = Array.from({ length: 24 }, () => randomInt(10))
  return `${'-'.repeat(12)}${digits.join('')}`
}

/** As browsers do it; a quote or a line break would end the header early. */
function quotable(text: string): string {
  return text.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}
