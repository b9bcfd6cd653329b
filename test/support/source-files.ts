import { readdirSync } from 'node:fs'
import path from 'node:path'

export const sourceDirectory = path.join(import.meta.dirname, '..', '..', 'src')

const all = readdirSync(sourceDirectory, { recursive: true, encoding: 'utf8' }).filter(
  (name) => /\.tsx?$/.test(name) && !name.split(path.sep).includes('node_modules'),
)
const isPage = (name: string) => name.startsWith(`admin-ui${path.sep}`)

/** The server's own TypeScript, relative to `src`. */
export const serverFiles = all.filter((name) => !isPage(name))

/** That of the pages, which are a workspace of their own. */
export const pageFiles = all.filter(isPage)
