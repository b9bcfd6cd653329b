import { globSync } from 'node:fs'
import path from 'node:path'
import { compressFile } from './compress.ts'

/** Builds the pages into `dist`. With `--if-possible`, for `npm ci`: without the build tools it says so and goes on. */
const isOptional = process.argv.includes('--if-possible')

const vite = await import('vite').catch((error: NodeJS.ErrnoException) => {
  if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error
})
if (vite) {
  await vite.build({ root: import.meta.dirname, logLevel: isOptional ? 'warn' : 'info' })
  const dist = path.join(import.meta.dirname, 'dist')
  await Promise.all(globSync('**/*', { cwd: dist }).map((file) => compressFile(path.join(dist, file))))
} else {
  console.log('The pages are not built: Vite is not installed. "npm ci" without --omit=dev, then "npm run build".')
  process.exitCode = isOptional ? 0 : 1
}
