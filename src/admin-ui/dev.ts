import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import path from 'node:path'
import { createServer } from 'vite'

/** The gateway, begun again with every change of its files, and the pages with hot reload in front of it. */
const source = path.join(import.meta.dirname, '..')
const project = path.join(source, '..')
const watched = readdirSync(source).filter((name) => name !== 'admin-ui')
const port = process.env.PORT ?? '8080'

const gateway = spawn(
  process.execPath,
  [...watched.map((name) => `--watch-path=${path.join(source, name)}`), 'bin/photochanger.cjs', 'start'],
  { cwd: project, stdio: 'inherit' },
)
process.env.GATEWAY_URL = `http://127.0.0.1:${port}`
const pages = await createServer({ root: import.meta.dirname, clearScreen: false })
await pages.listen()
pages.printUrls()

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => gateway.kill(signal))
gateway.once('exit', async (code) => {
  await pages.close()
  process.exit(code ?? 0)
})
