import { readFile, writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { brotliCompress, gzip } from 'node:zlib'

const compressible = /\.(js|css|svg)$/
/** Smaller files do not get smaller. */
const fewestBytes = 200

const forms = { gz: promisify(gzip), br: promisify(brotliCompress) }

/** Puts the compressed forms of a built file beside it, for browsers that take them: once, and not for every visitor. */
export async function compressFile(file: string): Promise<void> {
  if (!compressible.test(file)) return
  const plain = await readFile(file)
  if (plain.length < fewestBytes) return
  await Promise.all(
    Object.entries(forms).map(async ([ending, compress]) => writeFile(`${file}.${ending}`, await compress(plain))),
  )
}
