import { type ChildProcess, spawn } from 'node:child_process'
import path from 'node:path'
import t, { type Test } from 'tap'
import { sql } from '../../src/drizzle.ts'
import type { ServiceName } from '../emulators/emulator.ts'
import { startEmulator } from '../emulators/emulator.ts'
import { createFalEmulator } from '../emulators/fal.ts'
import { createTurbotextEmulator } from '../emulators/turbotext.ts'
import { ingestPassword, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { photoForm, postForm } from '../support/multipart.ts'
import { look, quarters } from '../support/pictures.ts'

const launcher = path.join(import.meta.dirname, '..', '..', 'bin', 'photochanger.cjs')

/** A node of its own that only works, as `npm start` runs it. */
function startWorker(t: Test, environment: Record<string, string>): ChildProcess {
  const child = spawn(process.execPath, [launcher, 'start'], {
    env: { PATH: process.env.PATH, ROLE: 'worker', HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'error', ...environment },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  t.teardown(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await new Promise((resolve) => child.once('exit', resolve))
  })
  return child
}

/** Looks until it is so; each look is a query. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setImmediate(resolve))
}

const attemptsOf = async (gateway: TestGateway) =>
  (await gateway.database.execute(sql`select epoch, outcome, is_resumed, billed, remote from attempts order by epoch`))
    .rows

const cases: {
  service: ServiceName
  step: string
  link: Record<string, unknown>
  environment: Record<string, string>
}[] = [
  {
    service: 'fal',
    step: 'slow:5',
    link: {
      provider: 'fal',
      operation: 'edit',
      settings: { model: 'fal-ai/flux-pro/kontext', prompt: 'as a painting' },
    },
    environment: { FAL_KEY: 'test-key:secret' },
  },
  {
    service: 'turbotext',
    step: 'slow:2',
    link: {
      provider: 'turbotext',
      operation: 'image2image',
      settings: { model: 'generate_image2image', prompt: 'as a painting' },
    },
    environment: { TURBOTEXT_API_KEY: 'test-key' },
  },
]

for (const { service, step, link, environment } of cases) {
  t.test(
    `a worker killed between submit and result of ${service}: no second submit, and the photo arrives`,
    async (t) => {
      const emulator = await startEmulator({ services: [createFalEmulator, createTurbotextEmulator] })
      t.teardown(emulator.stop)
      emulator.play(service, [step])
      const baseUrls = {
        FAL_BASE_URL: emulator.baseUrl('fal'),
        TURBOTEXT_BASE_URL: emulator.baseUrl('turbotext'),
      }
      const gateway = await startTestGateway(t, {
        environment: { ROLE: 'api', ...environment, ...baseUrls },
        withServices: true,
      })
      await gateway.changeSlot('slot-001', { chain: [link as never] })
      const node = {
        ...{ DATABASE_URL: gateway.databaseUrl, DATA_DIR: gateway.directory, PUBLIC_BASE_URL: gateway.url },
        ...environment,
        ...baseUrls,
      }
      const first = startWorker(t, node)
      const photo = await quarters(320, 240)
      const answer = postForm(`${gateway.url}/ingest/slot-001`, photoForm(photo, ingestPassword))
      await until(async () => (await attemptsOf(gateway))[0]?.remote != null)
      first.kill('SIGKILL')
      startWorker(t, node)

      const response = await answer
      t.equal(response.status, 200)
      const { at } = await look(Buffer.from(await response.arrayBuffer()))
      t.ok((at(0.3, 0.3)[0] ?? 0) > 150, "the picture is made of the guest's photo")
      t.equal(emulator.submits(service).length, 1, 'one submit')
      t.equal(emulator.billed(service), 1, 'one charge')
      await until(
        async () =>
          (await attemptsOf(gateway))[1]?.outcome === 'done' && (await attemptsOf(gateway))[0]?.billed === 'yes',
      )
      t.match(await attemptsOf(gateway), [
        { epoch: 1, outcome: 'lost', is_resumed: false, billed: 'yes' },
        { epoch: 2, outcome: 'done', is_resumed: true, billed: 'no' },
      ])
    },
  )
}
