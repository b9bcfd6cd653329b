import { open } from 'node:fs/promises'
import { GatewayError } from '../errors.ts'
import type { Scratch, ScratchFile, Workspace } from '../media/scratch.ts'
import { readScratchFile } from '../media/scratch.ts'
import type { Accepted, AcceptFinal } from './accept-final.ts'
import { mostFinalBytes, tooLarge } from './check-final.ts'
import { type ArchivedFile, archiveTooLarge, withArchive } from './open-archive.ts'
import type { PixJobs } from './pix-jobs.ts'

/** Bytes under the name their sender gave them. */
export interface IncomingFile {
  name: string
  bytes: AsyncIterable<Uint8Array>
}

/** What became of one file. */
export type ReturnedFile = { filename: string } & (
  | Accepted
  | { outcome: 'rejected'; reason: GatewayError['code']; details: string }
)

interface Return {
  shootId: string
  files: AsyncIterable<IncomingFile>
  who: string
  signal: AbortSignal
}

interface Dependencies {
  acceptFinal: AcceptFinal
  pixJobs: Pick<PixJobs, 'requireShoot'>
  scratch: Pick<Scratch, 'open'>
}

export const mostArchiveBytes = 2 * 1024 ** 3
const zipStart = '504b0304'
const emptyZipStart = '504b0506'

/**
 * What comes back from an editor: JPEGs and ZIP archives of them, each file on its own. What is wrong with one is said of
 * that one; what is wrong here, such as a store that is away, ends the whole, and whoever sends it all again finds those
 * that are in as duplicates.
 */
export function createEditorReturn({ acceptFinal, pixJobs, scratch }: Dependencies) {
  return async function takeReturn({ shootId, files, who, signal }: Return): Promise<ReturnedFile[]> {
    const { jobId } = await pixJobs.requireShoot(shootId)
    const workspace = await scratch.open()

    const accept = (name: string, read: () => Promise<Buffer>) =>
      say(name, () => acceptFinal({ jobId, shootId, filename: name, read, source: 'editor', who }, signal))

    async function unpack(file: ScratchFile): Promise<ReturnedFile[]> {
      return withArchive(file.path, async (archived: ArchivedFile[]) => {
        const returned: ReturnedFile[] = []
        for (const { name, read } of archived) returned.push(await accept(name, read))
        return returned
      })
    }

    try {
      const returned: ReturnedFile[] = []
      for await (const { name, bytes } of files) {
        const file = await receive(workspace, bytes, signal)
        if (await isArchive(file)) returned.push(...(await unpack(file)))
        else returned.push(await accept(name, () => readWhole(file)))
      }
      if (returned.length === 0) {
        throw new GatewayError('invalid_request', 'no file in it', {
          details: 'Send JPEG pictures or a ZIP archive, as multipart/form-data or as they are.',
        })
      }
      return returned
    } finally {
      await workspace.remove()
    }
  }
}

export type EditorReturn = ReturnType<typeof createEditorReturn>

async function say(filename: string, work: () => Promise<Accepted>): Promise<ReturnedFile> {
  try {
    return { filename, ...(await work()) }
  } catch (error) {
    const isAboutFile = error instanceof GatewayError && error.status < 500 && !aboutAll.has(error.code)
    if (!isAboutFile) throw error
    return { filename, outcome: 'rejected', reason: error.code, details: error.details }
  }
}

const aboutAll: ReadonlySet<string> = new Set(['conflict', 'pix_job_not_found', 'shoot_not_found', 'rate_limited'])

const receive = (workspace: Workspace, bytes: AsyncIterable<Uint8Array>, signal: AbortSignal) =>
  workspace.write(bytes, { mostBytes: mostArchiveBytes, onTooLarge: archiveTooLarge, signal })

async function isArchive({ path }: ScratchFile): Promise<boolean> {
  const handle = await open(path)
  try {
    const { buffer } = await handle.read({ buffer: Buffer.alloc(4), position: 0 })
    const start = buffer.toString('hex')
    return start === zipStart || start === emptyZipStart
  } finally {
    await handle.close()
  }
}

async function readWhole(file: ScratchFile): Promise<Buffer> {
  if (file.bytes > mostFinalBytes) throw tooLarge()
  return readScratchFile(file)
}
