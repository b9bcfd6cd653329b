import { createHash, randomBytes } from 'node:crypto'
import type { EmulatedRequest } from './emulator.ts'
import { invalid, type Picture, Refusal } from './gemini-request.ts'

const lifetimeMilliseconds = 48 * 3_600_000

interface Stored extends Picture {
  createdAt: number
  /** How often it is looked at before it is ready. */
  looksLeft: number
}

export interface FileOptions {
  /** Looks at a file until it is ready; none as a rule. */
  looksUntilActive?: number
  /** What it becomes after that. */
  endsIn?: 'ACTIVE' | 'FAILED'
  /** The service's clock, in milliseconds. */
  now?: () => number
  /** Says no to every upload. */
  uploadsEndIn?: Refusal | undefined
  /** Where it says the bytes go. */
  uploadOrigin?: string
}

const denied = (id: string) =>
  new Refusal(403, 'PERMISSION_DENIED', `You do not have permission to access the File ${id} or it may not exist.`)

/** Uploads of both kinds and what is kept of them, https://ai.google.dev/api/files */
export function createEmulatedFiles(origin: () => string, options: FileOptions) {
  const { looksUntilActive = 0, endsIn = 'ACTIVE', now = Date.now, uploadsEndIn } = options
  const stored = new Map<string, Stored>()
  const begun = new Map<string, { mimeType: string; bytes: number }>()

  const stateOf = ({ looksLeft }: Stored) => (looksLeft > 0 ? 'PROCESSING' : endsIn)

  function describe(id: string, file: Stored) {
    const digest = createHash('sha256').update(file.bytes).digest('hex')
    const at = (milliseconds: number) => new Date(milliseconds).toISOString()
    return {
      name: `files/${id}`,
      mimeType: file.mimeType,
      sizeBytes: String(file.bytes.length),
      createTime: at(file.createdAt),
      updateTime: at(file.createdAt),
      expirationTime: at(file.createdAt + lifetimeMilliseconds),
      sha256Hash: Buffer.from(digest).toString('base64'),
      uri: `${origin()}/gemini/v1beta/files/${id}`,
      state: stateOf(file),
      source: 'UPLOADED',
    }
  }

  function requireFile(id: string): Stored {
    const file = stored.get(id)
    if (!file || now() - file.createdAt > lifetimeMilliseconds) throw denied(id)
    return file
  }

  function store(mimeType: string, bytes: Buffer) {
    const id = randomBytes(6).toString('hex')
    const file = { mimeType, bytes, createdAt: now(), looksLeft: looksUntilActive }
    stored.set(id, file)
    return { file: describe(id, file) }
  }

  /** The upload in one request, as older packages do it. */
  function storeMultipart({ headers, body }: EmulatedRequest) {
    const boundary = /^multipart\/related; boundary=(\S+)$/.exec(headers['content-type'] ?? '')?.[1]
    if (!boundary) throw invalid('Content-Type must be multipart/related.')
    const [, metadata = '', content = ''] = body.toString('latin1').split(`--${boundary}`)
    const [head = ''] = content.split('\r\n\r\n', 1)
    JSON.parse(metadata.slice(metadata.indexOf('\r\n\r\n')))
    const mimeType = /content-type: (\S+)/i.exec(head)?.[1] ?? ''
    return store(mimeType, Buffer.from(content.slice(head.length + 4, -2), 'latin1'))
  }

  /** The first of two requests; where the second goes is in its head. */
  function begin({ headers, body, reply }: EmulatedRequest) {
    const mimeType = headers['x-goog-upload-header-content-type'] ?? ''
    const bytes = Number(headers['x-goog-upload-header-content-length'])
    if (headers['x-goog-upload-command'] !== 'start' || !mimeType.startsWith('image/') || !(bytes > 0))
      throw invalid('not the start of an upload')
    JSON.parse(body.toString())
    const id = randomBytes(8).toString('hex')
    begun.set(id, { mimeType, bytes })
    reply.setHeader('x-goog-upload-status', 'active')
    const where = `${options.uploadOrigin ?? origin()}/gemini/upload/v1beta/files?upload_id=${id}&upload_protocol=resumable`
    reply.setHeader('x-goog-upload-url', where)
    return {}
  }

  function finish({ headers, body, url }: EmulatedRequest) {
    const id = url.searchParams.get('upload_id') ?? ''
    const upload = begun.get(id)
    if (!upload) throw new Refusal(404, 'NOT_FOUND', 'Upload is not found.')
    if (headers['x-goog-upload-command'] !== 'upload, finalize' || headers['x-goog-upload-offset'] !== '0')
      throw invalid('not the end of an upload')
    if (body.length !== upload.bytes) throw invalid('not all bytes came')
    begun.delete(id)
    return store(upload.mimeType, body)
  }

  return {
    reset() {
      stored.clear()
      begun.clear()
    },
    ids: () => [...stored.keys()],
    /** A picture for a request that names it. */
    find(uri: string): Picture {
      const id = /^https?:\/\/[^/]+\/gemini\/v1beta\/files\/([a-z0-9]+)$/.exec(uri)?.[1]
      if (id === undefined) throw invalid(`Invalid or unsupported file uri: ${uri}`)
      const file = requireFile(id)
      if (stateOf(file) === 'ACTIVE') return file
      const says = `The File ${id} is not in an ACTIVE state and usage is not allowed.`
      throw new Refusal(400, 'FAILED_PRECONDITION', says)
    },
    /** Knows the second request of an upload by its address, which nobody else has. */
    isFinish: ({ method, url }: EmulatedRequest) => method === 'POST' && url.searchParams.has('upload_id'),
    finish,
    /** The answer, or undefined for another address. */
    handle(request: EmulatedRequest): object | undefined {
      const { method, url, headers } = request
      if (method === 'POST' && url.pathname === '/upload/v1beta/files') {
        if (uploadsEndIn) throw uploadsEndIn
        return headers['x-goog-upload-protocol'] === 'multipart' ? storeMultipart(request) : begin(request)
      }
      const id = /^\/v1beta\/files\/([a-z0-9]+)$/.exec(url.pathname)?.[1]
      if (method === 'GET' && id !== undefined) {
        const file = requireFile(id)
        file.looksLeft -= 1
        return describe(id, file)
      }
      if (method === 'DELETE' && id !== undefined) {
        requireFile(id)
        stored.delete(id)
        return {}
      }
      if (method !== 'GET' || url.pathname !== '/v1beta/files') return undefined
      return { files: [...stored].map(([name, file]) => describe(name, file)) }
    },
  }
}
