import { mkdtemp, rm } from 'node:fs/promises'
import http from 'node:http'
import os from 'node:os'
import path from 'node:path'
import { z } from 'zod'
import { hashPassword } from '../src/accounts/passwords.ts'
import { createApp } from '../src/app.ts'
import { readConfig } from '../src/config.ts'
import { createLogger, openWorld } from '../src/main.ts'
import { defineOperation, defineProvider } from '../src/providers/define-provider.ts'
import { serveParent } from './measure.ts'

/** The gateway as `npm start` runs it, with one more provider: the stand-in whose address is the first argument. */
const [standIn = ''] = process.argv.slice(2)
export const password = 'bench password'

const directory = await mkdtemp(path.join(os.tmpdir(), 'photochanger-bench-'))
const config = readConfig({
  DATA_DIR: directory,
  HOST: '127.0.0.1',
  PORT: '0',
  LOG_LEVEL: 'warn',
  WORKER_CONCURRENCY: '8',
})
const log = createLogger('warn')
const { world, onClose, close } = await openWorld({
  config,
  log,
  asServer: true,
  onFatal: (error) => log.fatal({ err: error }),
})

const agent = new http.Agent({ keepAlive: true })
const editAt = (path: (milliseconds: number) => string) =>
  defineOperation({
    settings: z.strictObject({ milliseconds: z.int() }),
    templateRoles: [],
    async edit({ photo }, { milliseconds }, { signal }) {
      const body = await photo.read()
      const bytes = await post(`${standIn}/${path(milliseconds)}`, body, signal)
      return { bytes, type: 'image/jpeg', width: 1536, height: 1024 }
    },
  })
const standin = defineProvider({
  name: 'standin',
  operations: {
    edit: editAt((milliseconds) => `edit/${milliseconds}`),
    sketch: editAt((milliseconds) => `sketch/${milliseconds}`),
  },
})
/** Takes four photos at once and keeps them; the others wait in the queue. */
const waitingRoom = {
  ...defineProvider({ name: 'waiting-room', operations: { edit: editAt(() => 'hold') } }),
  maxConcurrent: 4,
}

function post(url: string, body: Buffer, signal: AbortSignal): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const request = http.request(
      url,
      { method: 'POST', agent, signal, headers: { 'content-length': body.length } },
      (answer) => {
        const chunks: Buffer[] = []
        answer.on('data', (chunk: Buffer) => chunks.push(chunk))
        answer.once('error', reject)
        answer.once('end', () => resolve(Buffer.concat(chunks)))
      },
    )
    request.once('error', reject)
    request.end(body)
  })
}

const app = await createApp({
  ...world,
  providers: { ...world.providers, standin, 'waiting-room': waitingRoom },
})
await app.slots.seed()
await app.settings.change({ ingestPasswordHash: await hashPassword(password) })
for (const [id, provider, operation, milliseconds] of [
  ['slot-001', 'standin', 'edit', 200],
  ['slot-002', 'standin', 'edit', 200],
  ['slot-003', 'standin', 'edit', 200],
  ['slot-004', 'standin', 'edit', 200],
  ['slot-005', 'standin', 'sketch', 500],
  ['slot-006', 'waiting-room', 'edit', 0],
] as const) {
  const slot = await app.slots.find(id)
  if (!slot) throw new Error(id)
  const chain = [{ provider, operation, settings: { milliseconds } }]
  await app.slots.save(
    id,
    { ...slot.settings, chain, maxUploadMegabytes: 50, syncSeconds: 60 },
    { expectedRevision: slot.revision, who: 'bench' },
  )
}
onClose(() => app.stop(5000))
await app.start()
const url = await app.server.listen({ host: '127.0.0.1', port: 0 })
serveParent(url, async () => {
  await close()
  await rm(directory, { recursive: true, force: true })
})
