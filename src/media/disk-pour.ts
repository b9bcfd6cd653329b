import type { FileHandle } from 'node:fs/promises'
import { guarded } from './disk-failure.ts'

/** Photos are written and read in pieces of this size: fewer, larger system calls. */
export const pieceBytes = 512 * 1024

/** Resolves to the byte count and the file's last state. */
export async function pourAndClose(handle: FileHandle, source: AsyncIterable<Buffer> | Buffer) {
  try {
    const bytes = Buffer.isBuffer(source) ? await writeAll(handle, [source]) : await pour(handle, source)
    await guarded(stamp(handle))
    return { bytes, stat: await guarded(handle.stat({ bigint: true })) }
  } finally {
    await guarded(handle.close())
  }
}

/**
 * The kernel's own clock for files stands still for milliseconds. With a time that is finer than any machine is right,
 * no two writes of a key look the same.
 */
export async function stamp(file: Pick<FileHandle, 'utimes'>): Promise<void> {
  const seconds = (Date.now() + Math.random()) / 1000
  await file.utimes(seconds, seconds)
}

/** Gathers small chunks into large writes; one write runs while the next is gathered. An error of the source stays the source's. */
async function pour(handle: FileHandle, source: AsyncIterable<Buffer>): Promise<number> {
  let bytes = 0
  let gathered: Buffer[] = []
  let gatheredBytes = 0
  let writing: Promise<unknown> = Promise.resolve()

  async function flush(): Promise<void> {
    await writing
    writing = writeAll(handle, gathered)
    writing.catch(() => {}) // awaited below; until then it must not count as unhandled
    gathered = []
    gatheredBytes = 0
  }

  for await (const chunk of source) {
    gathered.push(chunk)
    gatheredBytes += chunk.length
    bytes += chunk.length
    if (gatheredBytes >= pieceBytes) await flush()
  }
  await flush()
  await writing
  return bytes
}

/** The kernel may take less than it was given, as on a disk that is nearly full. */
async function writeAll(handle: FileHandle, pieces: Buffer[]): Promise<number> {
  const bytes = pieces.reduce((sum, piece) => sum + piece.length, 0)
  if (bytes === 0) return 0
  const { bytesWritten } = await guarded(handle.writev(pieces))
  if (bytesWritten < bytes) await guarded(handle.writeFile(Buffer.concat(pieces).subarray(bytesWritten)))
  return bytes
}
