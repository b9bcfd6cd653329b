import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { GatewayError } from '../errors.ts'

/** Bytes on this machine's disk for the length of one attempt: what a service sends is never held whole in memory. */
export interface ScratchFile {
  path: string
  bytes: number
}

export interface Workspace {
  /**
   * Writes all of `source` into a new file. More than `mostBytes` ends in `onTooLarge()`, thrown; what goes wrong with
   * the disk is `storage_full` or `unavailable`, and what the source throws stays its own.
   */
  write(
    source: AsyncIterable<Uint8Array>,
    options: { mostBytes: number; onTooLarge(): Error; signal?: AbortSignal },
  ): Promise<ScratchFile>
  /** A path for a file that somebody else writes. */
  newPath(): string
  /** Everything in it. */
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
      async write(source, { mostBytes, onTooLarge, signal }) {
        const target = newPath()
        let bytes = 0
        const counter = new Transform({
          transform(chunk: Buffer, _encoding, done) {
            bytes += chunk.length
            if (bytes > mostBytes) done(onTooLarge())
            else done(null, chunk)
          },
        })
        const file = createWriteStream(target, { flags: 'wx', mode: 0o600, highWaterMark: 512 * 1024 })
        await pipeline(Readable.from(source, { objectMode: false }), counter, file, {
          ...(signal && { signal }),
        }).catch((error: NodeJS.ErrnoException) => {
          if (signal?.aborted) throw signal.reason
          throw error.path === target || fullCodes.has(error.code ?? '') ? asGatewayError(error) : error
        })
        return { path: target, bytes }
      },
      remove: () => rm(folder, { recursive: true, force: true }),
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
      await rm(folder, { recursive: true, force: true })
      removed += 1
    }
    return removed
  }

  return { open, sweep }
}

export type Scratch = ReturnType<typeof createScratch>

function asGatewayError(error: NodeJS.ErrnoException): GatewayError {
  const code = fullCodes.has(error.code ?? '') ? 'storage_full' : 'unavailable'
  return new GatewayError(code, `scratch: ${error.code ?? 'failure'}`, { cause: error })
}

function fail(error: NodeJS.ErrnoException): never {
  throw asGatewayError(error)
}
