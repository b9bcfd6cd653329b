import { execFile, spawnSync } from 'node:child_process'
import { mkdir, open, rm } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const largePiece = Buffer.alloc(1024 ** 2)
const smallPiece = Buffer.alloc(4096)

/** A folder that can be full: a small file system of its own, where we may mount one. */
export async function makeFilesFolder(directory: string, megabytes: number) {
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const refusal = await mountTemporary(directory, megabytes)
  const ballast = path.join(directory, 'ballast')

  async function fill(): Promise<void> {
    const file = await open(ballast, 'a')
    try {
      for (const piece of [largePiece, smallPiece]) await writeUntilFull(file, piece)
    } finally {
      await file.close()
    }
  }

  return {
    /** Why it cannot be filled. */
    refusal,
    fill,
    free: () => rm(ballast, { force: true }),
    /** Also at the last moment, so it waits for nothing. */
    unmount(): void {
      if (refusal === undefined) spawnSync('umount', ['-l', directory])
    },
  }
}

export type FilesFolder = Awaited<ReturnType<typeof makeFilesFolder>>

/** Undefined when it worked. */
async function mountTemporary(directory: string, megabytes: number): Promise<string | undefined> {
  if (process.platform !== 'linux') return 'there is no tmpfs on this system'
  if (process.getuid?.() !== 0) return 'only root may mount a tmpfs'
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0700`, 'tmpfs', directory])
    return undefined
  } catch {
    return 'this machine does not let us mount a tmpfs'
  }
}

async function writeUntilFull(file: Awaited<ReturnType<typeof open>>, piece: Buffer): Promise<void> {
  try {
    for (;;) await file.write(piece)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
  }
}
