import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { type FileHandle, mkdir, open as openFile, readdir, readFile, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { untilAborted } from '../deadline.ts'
import { GatewayError } from '../errors.ts'

/** Bytes on this machine's disk for the length of one attempt: what a service sends is never held whole in memory. */
export interface ScratchFile {
  path: string
  bytes: number
}

interface WriteOptions {
  mostBytes: number
  onTooLarge(): Error
  signal?: AbortSignal
}

export interface Workspace {
  /**
   * Writes all of `source` into a new file. More than `mostBytes` ends in `onTooLarge()`, thrown; what goes wrong with
   * the disk is `storage_full` or `unavailable`, and what the source throws stays its own. Nothing is left of a file that
   * did not become whole. With the signal it ends at once, in its reason, even when the source does not listen to it.
   */
  write(source: AsyncIterable<Uint8Array>, options: WriteOptions): Promise<ScratchFile>
  /** A path for a file that somebody else writes. */
  newPath(): string
  /** Everything in it. Never throws: what resists is swept up later. */
  remove(): Promise<void>
}

const staleMilliseconds = 3_600_000
const fullCodes = new Set(['ENOSPC', 'EDQUOT'])

export function createScratch({ directory }: { directory: string }) {
  async function open(): Promise<Workspace> {
    const folder = path.join(directory, randomUUID())
    await mkdir(folder, { recursive: true, mode: 0o700 }).catch(fail)
    const newPath = () => path.join(folder, randomUUID())
    return {
      newPath,
      write: (source, options) => writeWhole(newPath(), source, options),
      remove: () => remove(folder),
    }
  }

  /** Removes what processes that died have left behind. Resolves to the number of folders. */
  async function sweep(): Promise<number> {
    const names = await readdir(directory).catch(() => [])
    let removed = 0
    for (const name of names) {
      const folder = path.join(directory, name)
      const found = await stat(folder).catch(() => undefined)
      if (!found || Date.now() - found.mtimeMs < staleMilliseconds) continue
      await remove(folder)
      removed += 1
    }
    return removed
  }

  return { open, sweep }
}

export type Scratch = ReturnType<typeof createScratch>

async function writeWhole(
  target: string,
  source: AsyncIterable<Uint8Array>,
  options: WriteOptions,
): Promise<ScratchFile> {
  const { pieces, bytes, fault } = takeAll(source, options)
  const file = createWriteStream(target, { flags: 'wx', mode: 0o600, highWaterMark: 512 * 1024 })
  try {
    await pipeline(pieces, file)
  } catch (error) {
    // It may still be opening: what is removed before would be made afterwards.
    if (!file.closed) await new Promise<void>((resolve) => file.once('close', () => resolve()))
    await remove(target)
    throw fault() ?? asGatewayError(error as NodeJS.ErrnoException)
  }
  return { path: target, bytes: bytes() }
}

/** The pieces of `source`, counted. `fault` is what ended them: whatever else goes wrong is the disk's. */
function takeAll(source: AsyncIterable<Uint8Array>, { mostBytes, onTooLarge, signal }: WriteOptions) {
  let bytes = 0
  let fault: { error: unknown } | undefined

  async function* take(): AsyncGenerator<Uint8Array, void, void> {
    const pieces = source[Symbol.asyncIterator]()
    try {
      for (;;) {
        const next = pieces.next()
        const { done, value } = await (signal ? untilAborted(signal, next) : next)
        if (done) return
        bytes += value.length
        if (bytes > mostBytes) throw onTooLarge()
        yield value
      }
    } catch (error) {
      fault = { error }
      throw error
    } finally {
      // Not waited for: a source that does not listen to the signal does not listen to this either.
      pieces.return?.().catch(() => {})
    }
  }

  return { pieces: take(), bytes: () => bytes, fault: () => fault?.error }
}

/** All of a file. For where there is a place to hold it: what is in memory is a picture that is worked on. */
export async function readScratchFile({ path: file }: Pick<ScratchFile, 'path'>): Promise<Buffer> {
  return readFile(file).catch(fail)
}

/** Lends `work` a way to read pieces of a file, from `start` to `end`, both included. */
export async function readFromScratchFile<Value>(
  { path: file }: Pick<ScratchFile, 'path'>,
  work: (read: (start: number, end: number) => Promise<Buffer>) => Promise<Value>,
): Promise<Value> {
  const handle = await openFile(file).catch(fail)
  try {
    return await work((start, end) => readPiece(handle, start, end))
  } finally {
    await handle.close()
  }
}

async function readPiece(handle: FileHandle, start: number, end: number): Promise<Buffer> {
  const buffer = Buffer.alloc(end - start + 1)
  const { bytesRead } = await handle.read({ buffer, position: start }).catch(fail)
  return buffer.subarray(0, bytesRead)
}

const remove = (file: string) => rm(file, { recursive: true, force: true }).catch(() => {})

function asGatewayError(error: NodeJS.ErrnoException): GatewayError {
  const code = fullCodes.has(error.code ?? '') ? 'storage_full' : 'unavailable'
  return new GatewayError(code, `scratch: ${error.code ?? 'failure'}`, { cause: error })
}

function fail(error: NodeJS.ErrnoException): never {
  throw asGatewayError(error)
}
