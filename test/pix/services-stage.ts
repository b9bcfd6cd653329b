import sharp from 'sharp'
import type { Test } from 'tap'
import type { SignedInPerson } from '../../src/accounts/sessions.ts'
import type { Clock } from '../../src/clock.ts'
import { readConfig } from '../../src/config.ts'
import type { Transaction } from '../../src/database.ts'
import { and, eq, sql } from '../../src/drizzle.ts'
import { createHttpServer } from '../../src/http-server.ts'
import { createLogger } from '../../src/log.ts'
import { createDiskStore } from '../../src/media/disk-store.ts'
import type { Store } from '../../src/media/store.ts'
import { createPixServices } from '../../src/pix/create-services.ts'
import { masterKey, versionKey } from '../../src/pix/keys.ts'
import type { CopyForServices } from '../../src/pix/orchestrators/service-copy.ts'
import { drawAnalysisCopy } from '../../src/pix/pictures.ts'
import type { PixKind, PixQueue, PixWork } from '../../src/pix/work.ts'
import { pixImageVersions } from '../../src/pix-schema.ts'
import { startEmulator } from '../emulators/emulator.ts'
import { createFalEmulator, type FalEmulator } from '../emulators/fal.ts'
import { createOpenaiEmulator } from '../emulators/openai.ts'
import { openTestDatabase } from '../support/database.ts'
import { createTestClock } from '../support/test-clock.ts'
import { hashOf, pixRows } from './pix-rows.ts'

export const who = 'operator@studio.example'

interface Options {
  environment?: Record<string, string>
  withoutKeys?: boolean
  copyForServices?: CopyForServices
  clock?: Clock
  wrapStore?: (store: Store) => Store
}

type Message = { [Kind in PixKind]: { kind: Kind; work: PixWork[Kind] } }[PixKind]
type Handled = Extract<PixKind, 'pix-vision' | 'pix-gpt' | 'pix-edit' | 'pix-hand-over'>

/** Longer ones are limits, which are not reached here, however slow the machine is. */
const longestPauseMilliseconds = 2500
/** Whoever waits for something that is done elsewhere looks for it so often. */
const lookMilliseconds = new Set([250, 500])

/** Time stands still; pauses are over at once, or as soon as somebody else has had a turn. */
export function createServicesClock(): Clock {
  const clock = createTestClock({ standsStill: true })
  return {
    ...clock,
    after(milliseconds, callBack) {
      if (milliseconds > longestPauseMilliseconds) return clock.after(milliseconds, callBack)
      const soon = setTimeout(callBack, lookMilliseconds.has(milliseconds) ? 10 : 0)
      return () => clearTimeout(soon)
    },
  }
}

export const photoSize = { width: 600, height: 400 }
const noise = { type: 'gaussian', mean: 120, sigma: 12 } as const
/** A photograph of a room, as far as a test needs one: soft colours and some noise. Drawn once for all tests of a file. */
const drawnRoom = sharp({ create: { ...photoSize, channels: 3, background: '#8a7f72', noise } })
  .blur(1.2)
  .jpeg({ quality: 92, progressive: true })
  .toBuffer()

/** All that services do for pix.immo, against stand-ins for them: real rows, real files, a queue that a test empties. */
export async function startServices(t: Test, options: Options = {}) {
  let fal: FalEmulator | undefined
  const emulator = await startEmulator({
    services: [
      (tools) => {
        fal = createFalEmulator(tools)
        return fal
      },
      createOpenaiEmulator,
    ],
  })
  if (!fal) throw new Error('no stand-in')
  t.teardown(() => emulator.stop())
  const { database } = await openTestDatabase(t)
  const directory = t.testdir()
  const bare = createDiskStore({ directory: `${directory}/files` })
  await bare.check()
  const store = options.wrapStore?.(bare) ?? bare
  const keys = {
    VISION_API_KEY: 'test-key:secret',
    VISION_API_BASE_URL: emulator.baseUrl('fal'),
    OPENAI_API_KEY: 'test-key',
    OPENAI_BASE_URL: `${emulator.baseUrl('openai')}/v1`,
    GPT_VISION_MODEL: 'gpt-5.5',
  }
  const config = readConfig({ DATA_DIR: directory, ...(options.withoutKeys ? {} : keys), ...options.environment })
  const lines: string[] = []
  const log = createLogger('debug', { write: (line: string) => void lines.push(line) })
  const clock = options.clock ?? createServicesClock()
  const messages: Message[] = []
  const waiting: (() => void)[] = []
  /** By message, the transaction that it is part of. */
  const transactions = new WeakMap<Message, string>()
  const queue: PixQueue = {
    async send<Kind extends PixKind>(tx: Transaction, kind: Kind, work: PixWork[Kind]) {
      const { rows } = await tx.execute<{ id: string }>('select pg_current_xact_id()::text as id')
      const message = { kind, work } as Message
      transactions.set(message, rows[0]?.id ?? '')
      messages.push(message)
      for (const tell of waiting.splice(0)) tell()
    },
  }

  /** As with pg-boss: nobody takes what a transaction has not committed, and what it takes back was never sent. */
  async function isSent(message: Message): Promise<boolean> {
    const id = transactions.get(message)
    for (;;) {
      const { rows } = await database.execute<{ status: string }>(sql`select pg_xact_status(${id}::xid8) as status`)
      if (rows[0]?.status !== 'in progress') return rows[0]?.status === 'committed'
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }
  const merged: string[] = []
  const copied: { imageId: string; version: string }[] = []
  const copyForServices: CopyForServices = async (image, { version = 'master', isFullSize }, signal) => {
    copied.push({ imageId: image.id, version })
    const bytes = await bare.read(versionKey({ shootId: image.shootId, imageId: image.id }, version))
    if (!bytes) throw new Error('no such version')
    if (isFullSize) return { bytes, blurredBoxes: 0 }
    return { bytes: (await drawAnalysisCopy(bytes, 1536, signal)).bytes, blurredBoxes: 0 }
  }
  const stopping = new AbortController()
  const open = () =>
    createPixServices({
      ...{ config, database, upkeep: database, store, queue, clock, log, stopping: stopping.signal },
      copyForServices: options.copyForServices ?? copyForServices,
      mergeImageMeta: async (imageId) => void merged.push(imageId),
      publicBaseUrl: () => 'https://studio.example',
    })
  const services = open()
  t.teardown(() => services.close())
  const rows = pixRows(database)

  async function addPhoto(job: { id: string; shootId: string }, values: Parameters<typeof rows.addImage>[1] = {}) {
    const master = await drawnRoom
    const imageId = await rows.addPromoted(job, { privacyStatus: 'clear', ...photoSize, ...values })
    await bare.write(masterKey({ shootId: job.shootId, imageId }), master, { type: 'image/jpeg' })
    await database
      .update(pixImageVersions)
      .set({ ...photoSize, bytes: master.length, sha256: hashOf(master.toString('base64')) })
      .where(and(eq(pixImageVersions.imageId, imageId), eq(pixImageVersions.kind, 'master')))
    return imageId
  }

  const never = new AbortController().signal

  /** Does one thing as the queue does: again when it rejects. Resolves to what the last try has thrown, if it did. */
  async function handle(message: Message, { tries = 4, signal = never } = {}): Promise<unknown> {
    const handler = services.handlers[message.kind as Handled] as (work: unknown, signal: AbortSignal) => Promise<void>
    let last: unknown
    for (let tried = 0; tried < tries; tried += 1) {
      try {
        await handler(message.work, signal)
        return undefined
      } catch (error) {
        last = error
      }
    }
    return last
  }

  /** Everything that waits and is ours, until nothing is left. */
  async function work(): Promise<void> {
    for (let message = messages.shift(); message; message = messages.shift()) {
      if (!(await isSent(message))) continue
      if (message.kind in services.handlers) await handle(message)
      else others.push(message)
    }
  }
  const others: Message[] = []

  /** Works on whatever is sent until `waited` has its answer. */
  async function workUntil<Value>(waited: Promise<Value>): Promise<Value> {
    const over = waited.then(
      () => true,
      () => true,
    )
    for (;;) {
      const sent = new Promise<void>((resolve) => void waiting.push(resolve))
      if (messages.length > 0) await work()
      else if (await Promise.race([over, sent.then(() => false)])) return waited
    }
  }

  const look = (imageId: string, revision = 1) => handle({ kind: 'pix-vision', work: { imageId, revision } })

  return {
    ...{
      services,
      open,
      database,
      store,
      rows,
      emulator,
      fal,
      messages,
      others,
      merged,
      copied,
      clock,
      handle,
      work,
      look,
    },
    ...{ addPhoto, config, stopping, workUntil, isSent },
    logText: () => lines.join(''),
    submits: (name: 'fal' | 'openai' = 'fal') => emulator.submits(name),
  }
}

export type Services = Awaited<ReturnType<typeof startServices>>

/** The routes behind a guard that lets everybody in as this person. */
export async function serve(
  t: Test,
  { services }: Pick<Services, 'services'>,
  role: SignedInPerson['role'] = 'operator',
) {
  const server = createHttpServer({ logger: createLogger('silent') })
  const person = { id: '1', email: who, role, hasTemporaryPassword: false } as unknown as SignedInPerson
  const guard = () => async (request: { person?: SignedInPerson }) => {
    request.person = person
  }
  await server.register(services.routes, { guard: guard as never })
  await server.ready()
  t.teardown(() => server.close())
  return async (
    method: 'GET' | 'POST' | 'PUT',
    url: string,
    payload?: object,
    headers: Record<string, string> = {},
  ) => {
    const answer = await server.inject({ method, url, ...(payload && { payload }), headers })
    return { status: answer.statusCode, headers: answer.headers, body: answer.json() }
  }
}
