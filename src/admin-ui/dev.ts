import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import path from 'node:path'
import { createServer } from 'vite'

/** The gateway, begun again with every change of its files, and the pages with hot reload in front of it. */
const source = path.join(import.meta.dirname, '..')
const project = path.join(source, '..')
const watched = readdirSync(source).filter((name) => name !== 'admin-ui')
const port = process.env.PORT ?? '8080'
const parentMilliseconds = 500

const gateway = spawn(
  process.execPath,
  [...watched.map((name) => `--watch-path=${path.join(source, name)}`), 'bin/photochanger.cjs', 'start'],
  { cwd: project, stdio: 'inherit' },
)
const ended = once(gateway, 'exit')
let isStopping = false
function stop() {
  isStopping = true
  gateway.kill('SIGTERM')
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop)
// npm puts a shell between us and whoever stops npm, and that shell dies without passing the signal on.
const parent = process.ppid
setInterval(() => process.ppid !== parent && !isStopping && stop(), parentMilliseconds).unref()

process.env.GATEWAY_URL = `http://127.0.0.1:${port}`
const pages = await createServer({ root: import.meta.dirname, clearScreen: false })
// Vite's own listener would end this process while the gateway is still closing.
for (const listener of process.listeners('SIGTERM')) if (listener !== stop) process.off('SIGTERM', listener)
await pages.listen()
pages.printUrls()

const [code] = await ended
await pages.close()
process.exit(code ?? 0)
