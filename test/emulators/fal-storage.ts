import { randomUUID } from 'node:crypto'
import type { EmulatedRequest } from './emulator.ts'
import { type Answer, complaint, nginx, notFound } from './fal-answers.ts'
import { isFault } from './faults.ts'

interface StoredFile {
  type: string
  bytes: Buffer | undefined
  /** Of the upload. */
  token: string
  isForbidden: boolean
}

/** What callers put there, and what they may fetch again. */
export function createFalStorage(base: () => string) {
  const files = new Map<string, StoredFile>()
  let faults: string[] = []

  function initiate({ body, headers }: EmulatedRequest): Answer {
    const step = faults.shift()
    if (step?.startsWith('status:')) return nginx(Number(step.slice(7)))
    const { content_type: type, file_name: name } = JSON.parse(body.toString()) as Record<string, string>
    if (!type || !name) return complaint(422, 'missing', 'Field required')
    const lifecycle = JSON.parse(headers['x-fal-object-lifecycle'] ?? '{}') as { initial_acl?: { default?: string } }
    const [id, token] = [randomUUID(), randomUUID()]
    const isForbidden = (lifecycle.initial_acl?.default ?? 'allow') !== 'allow'
    files.set(id, { type, bytes: undefined, token, isForbidden })
    const path = `files/b/${id}/${encodeURIComponent(name)}`
    const addresses = { upload_url: `https://v3b.fal.media/${path}?upload=${token}`, file_url: `${base()}/cdn/${path}` }
    return { status: 200, body: addresses, fault: step !== undefined && isFault(step) ? step : undefined }
  }

  function take({ headers, url, body }: EmulatedRequest, id: string): Answer {
    const file = files.get(id)
    if (!file || url.searchParams.get('upload') !== file.token) return complaint(403, 'forbidden', 'No such upload')
    // A key that comes here has been sent to somebody who must not know it.
    if (headers.authorization !== undefined) return complaint(400, 'key', 'Unexpected authorization')
    if (headers['content-type'] !== file.type) return complaint(400, 'type', 'Another content type')
    file.bytes = body
    return { status: 200, raw: { type: undefined, bytes: Buffer.alloc(0) } }
  }

  function give(id: string): Answer {
    const file = files.get(id)
    if (!file?.bytes) return notFound
    // The machines that do the work read it as everybody does.
    return file.isForbidden ? complaint(403, 'forbidden', 'No') : { status: 200, raw: { ...file, bytes: file.bytes } }
  }

  return {
    initiate,
    take,
    give,
    /** What goes wrong with the next uploads: a fault, or `status:503`. */
    failUploads: (...steps: string[]) => void faults.push(...steps),
    forget(): void {
      files.clear()
      faults = []
    },
  }
}
