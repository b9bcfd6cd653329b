import { readdir, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import type { CleaningPass } from '../../media/cleaning-pass.ts'

interface Wish {
  directory: string
  /** Mails of before. */
  until: Date
}

const isMail = (name: string) => /\.eml(?:\.part)?$/.test(name)

/** Mails that were written to a folder because nobody was there to send them. A folder that is not there has none. */
export async function removeOldMails(pass: CleaningPass, { directory, until }: Wish): Promise<void> {
  for (const name of (await unlessMissing(readdir(directory))) ?? []) {
    const file = path.join(directory, name)
    const found = isMail(name) ? await unlessMissing(stat(file)) : undefined
    if (!found || found.mtimeMs >= until.getTime()) continue
    try {
      if (!pass.dryRun) await rm(file, { force: true })
      pass.count('pixMails', 1, found.size)
    } catch (error) {
      pass.fail(`mail/${name}: ${(error as NodeJS.ErrnoException).code ?? 'unknown'}`, error)
    }
  }
}

async function unlessMissing<Value>(work: Promise<Value>): Promise<Value | undefined> {
  return work.catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
}
