import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { anyPhoto } from './draw.ts'

/**
 * Stand-ins for the picture services, in one process on this machine. They check what the real ones check, answer in
 * their shapes, draw real pictures out of what they get, count what they would charge for, and write down every request.
 * What goes wrong, and when, is a scenario: a list of steps, one for each piece of work that is handed in.
 */
export type PictureService = 'gemini' | 'openai' | 'fal' | 'turbotext'
export type ServiceName = PictureService | 'mailgun' | 'onoffice' | 'propstack'

/** A request as it came, and what became of it. */
export interface Recorded {
  service: ServiceName
  method: string
  path: string
  headers: Readonly<Record<string, string>>
  bytes: number
  sha256: string
  /** Hands in work: a second one of the same content is a second charge. */
  isSubmit: boolean
  /** The service would charge for it. */
  isBilled: boolean
  /** Of the answer; 0 when there was none. */
  status: number
  /** The caller hung up before the answer was complete. */
  isAbandoned: boolean
}

export interface EmulatedRequest {
  method: string
  /** Below the service's prefix, with the query. */
  url: URL
  headers: Readonly<Record<string, string>>
  body: Buffer
  reply: ServerResponse
  socket: Socket
  record: Recorded
}

/** One stand-in. It answers every request below its prefix. */
export interface EmulatedService {
  name: ServiceName
  handle(request: EmulatedRequest): Promise<void>
  /** What its scenarios may be called; a step may have an argument, as in `slow:200`. */
  steps: readonly string[]
  /** Forgets all work. */
  reset(): void
}

/** What a service gets from its surroundings. */
export interface EmulatorTools {
  /** Where this process answers, without a path: `http://127.0.0.1:1234`. */
  origin(): string
  /** The step for work that has just been handed in: the marker `#emu:STEP` in its prompt, the next of the list, or `success`. */
  nextStep(service: ServiceName, prompt: string): { name: string; argument: string | undefined }
  /** Fetches what a caller named, as the real service does from outside. */
  fetch(url: string): Promise<Response>
}

export interface EmulatorOptions {
  services: readonly ((tools: EmulatorTools) => EmulatedService)[]
  port?: number
}

const mostBodyBytes = 200 * 1024 ** 2

export async function startEmulator({ services: makers, port = 0 }: EmulatorOptions) {
  const lists = new Map<ServiceName, string[]>()
  const recorded: Recorded[] = []
  let address = ''

  const tools: EmulatorTools = {
    origin: () => address,
    nextStep(service, prompt) {
      const marker = /#emu:([a-z0-9_:.-]+)/i.exec(prompt)?.[1]
      const [name = 'success', argument] = (marker ?? lists.get(service)?.shift() ?? 'success').split(':')
      return { name, argument }
    },
    fetch: (url) => fetch(url, { redirect: 'follow' }),
  }
  const services = makers.map((make) => make(tools))

  const server = createServer((request, reply) => {
    answer(request, reply).catch((error: unknown) => {
      if (!reply.headersSent && !reply.destroyed) {
        reply.writeHead(500, { 'content-type': 'text/plain' }).end(`emulator: ${String(error)}`)
      } else reply.destroy()
    })
  })

  async function answer(raw: IncomingMessage, reply: ServerResponse): Promise<void> {
    const url = new URL(raw.url ?? '/', address)
    if (url.pathname === '/__emu/photo') return sendPhoto(reply)
    const body = await readAll(raw)
    if (url.pathname.startsWith('/__emu/')) return control(raw.method ?? 'GET', url, body, reply)
    const service = services.find(({ name }) => url.pathname.startsWith(`/${name}/`))
    if (!service) {
      reply.writeHead(404).end()
      return
    }
    const headers = Object.fromEntries(Object.entries(raw.headers).map(([key, value]) => [key, String(value)]))
    const path = url.pathname.slice(service.name.length + 1)
    const record: Recorded = {
      service: service.name,
      method: raw.method ?? 'GET',
      path: `${path}${url.search}`,
      headers,
      bytes: body.length,
      sha256: createHash('sha256').update(body).digest('hex'),
      isSubmit: false,
      isBilled: false,
      status: 0,
      isAbandoned: false,
    }
    recorded.push(record)
    reply.on('close', () => {
      record.isAbandoned = !reply.writableFinished
      if (reply.headersSent) record.status = reply.statusCode
    })
    const below = new URL(`${path}${url.search}`, address)
    await service.handle({ method: record.method, url: below, headers, body, reply, socket: raw.socket, record })
  }

  /** For whoever needs any address with a picture behind it. */
  async function sendPhoto(reply: ServerResponse): Promise<void> {
    reply.writeHead(200, { 'content-type': 'image/jpeg' }).end(await anyPhoto())
  }

  /** `POST /__emu/scenario {provider, steps}`, `POST /__emu/reset`, `GET /__emu/requests`. */
  function control(method: string, url: URL, body: Buffer, reply: ServerResponse): void {
    const asked = `${method} ${url.pathname.slice('/__emu/'.length)}`
    if (asked === 'POST scenario') {
      const { provider, steps } = JSON.parse(body.toString()) as { provider: ServiceName; steps: string[] }
      play(provider, steps)
    } else if (asked === 'POST reset') reset()
    else if (asked !== 'GET requests') {
      reply.writeHead(404).end()
      return
    }
    reply.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(recorded))
  }

  /** Replaces what is still to come for one service. */
  function play(name: ServiceName, steps: readonly string[]): void {
    const service = services.find((each) => each.name === name)
    for (const step of steps) {
      const [known = ''] = step.split(':')
      if (!service?.steps.includes(known)) throw new Error(`${name} has no step ${step}`)
    }
    lists.set(name, [...steps])
  }

  function reset(): void {
    lists.clear()
    recorded.length = 0
    for (const service of services) service.reset()
  }

  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  return {
    origin: address,
    /** The base URL of one service, as its `…_BASE_URL`. */
    baseUrl: (name: ServiceName) => `${address}/${name}`,
    play,
    reset,
    requests: (name?: ServiceName) => recorded.filter(({ service }) => name === undefined || service === name),
    submits: (name: ServiceName) => recorded.filter(({ service, isSubmit }) => service === name && isSubmit),
    billed: (name: ServiceName) => recorded.filter(({ service, isBilled }) => service === name && isBilled).length,
    async stop(): Promise<void> {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = []
  let bytes = 0
  for await (const piece of request as AsyncIterable<Buffer>) {
    bytes += piece.length
    if (bytes > mostBodyBytes) throw new Error('too much')
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}
