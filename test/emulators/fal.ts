import { randomUUID } from 'node:crypto'
import type { EmulatedRequest, EmulatedService, EmulatorTools, Recorded } from './emulator.ts'
import {
  type Answer,
  nginx,
  notFound,
  refuseHeaders,
  refuseKeyless,
  resultRefusals,
  send,
  submitRefusals,
} from './fal-answers.ts'
import { emulatedModels } from './fal-models.ts'
import { createFalSigner, type Delivery } from './fal-signature.ts'
import { createFalStorage } from './fal-storage.ts'
import { doFalWork, oddPictures } from './fal-work.ts'
import { type FaultStep, faultSteps, isFault } from './faults.ts'

interface Job {
  id: string
  app: string
  step: string
  argument: string | undefined
  submit: Recorded
  /** How often its status was asked for. */
  looks: number
  isCancelled: boolean
  webhook: string | undefined
  /** The model's answer. */
  outcome: Promise<Answer>
  /** How often its step may still spoil something. */
  troubles: number
}

interface ResultFile {
  job: Job
  bytes: Buffer
  type: string | undefined
}

const redirects: Readonly<Record<string, string>> = {
  'redirect-loopback': 'https://127.0.0.1/secret',
  'redirect-metadata': 'http://169.254.169.254/latest/meta-data/',
}

/**
 * `slow:a-b`: a looks in the queue, b at work. `…-FAULT:n`: so often, once unless said otherwise. `…-status:n`: the
 * machines in front answer n. `webhook…`: the message comes at once, twice, or before the submit's answer.
 */
const steps = [
  ...['nonsense', 'nothing', 'other-shape'],
  ...['success', 'slow', 'never', 'too-late', 'result-gone', 'download-gone', 'download-late'],
  ...['webhook', 'webhook-early', 'webhook-duplicate', 'webhook-payload-error'],
  ...['submit-status', 'status-status', 'result-status'],
  ...[...Object.keys(resultRefusals), ...Object.keys(submitRefusals), ...Object.keys(redirects), ...oddPictures],
  ...['submit', 'status', 'result', 'download'].flatMap((part) => faultSteps.map((fault) => `${part}-${fault}`)),
]

/** fal: the queue, the storage, and the messages that a result is there. */
export function createFalEmulator(tools: EmulatorTools) {
  const jobs = new Map<string, Job>()
  const results = new Map<string, ResultFile>()
  /** Handed in, and neither fetched nor cancelled. */
  const inFlight = new Set<string>()
  let mostInFlight = 0
  let deliveries: Promise<number>[] = []
  const signer = createFalSigner()
  const base = () => `${tools.origin()}/fal`
  const storage = createFalStorage(base)

  /** What the job's step does to this part of it, if anything. */
  function troubleOf(job: Job, part: string): { fault?: FaultStep; answer?: Answer } {
    const name = job.step.startsWith(`${part}-`) ? job.step.slice(part.length + 1) : ''
    if (job.troubles === 0 || !(isFault(name) || name === 'status')) return {}
    job.troubles -= 1
    return isFault(name) ? { fault: name } : { answer: nginx(Number(job.argument)) }
  }

  function addressesOf({ app, id }: Job) {
    const response = `${base()}/queue/${app}/requests/${id}`
    return { response_url: response, status_url: `${response}/status`, cancel_url: `${response}/cancel` }
  }

  async function submit({ record, headers, url, body }: EmulatedRequest, name: string): Promise<Answer> {
    record.isSubmit = true
    const input = JSON.parse(body.toString()) as Record<string, unknown>
    const model = emulatedModels[name]
    const { name: step, argument } = tools.nextStep('fal', String(input[model?.words ?? 'prompt'] ?? ''))
    if (!model) return submitRefusals.gone ?? notFound
    if (step === 'submit-status') return nginx(Number(argument))
    const refusal = submitRefusals[step] ?? refuseHeaders(headers)
    if (refusal) return refusal

    const id = randomUUID()
    const app = name.split('/').slice(0, 2).join('/')
    const job: Job = {
      ...{ id, app, step, argument, submit: record, looks: 0, isCancelled: false },
      webhook: url.searchParams.get('fal_webhook') ?? undefined,
      troubles: isFault(step.replace(/^[a-z]+-/, '')) ? Number(argument ?? 1) : 2,
      outcome: Promise.resolve(notFound),
    }
    job.outcome = doFalWork({ app, name: step, model, input }, surroundingsOf(job))
    jobs.set(id, job)
    inFlight.add(id)
    mostInFlight = Math.max(mostInFlight, inFlight.size)
    await announce(job)
    const accepted = {
      status: 'IN_QUEUE',
      request_id: id,
      gateway_request_id: id,
      queue_position: 0,
      ...addressesOf(job),
    }
    return { status: 200, body: accepted, requestId: id, fault: troubleOf(job, 'submit').fault }
  }

  const surroundingsOf = (job: Job) => ({
    fetch: tools.fetch,
    charge: () => {
      job.submit.isBilled = job.step !== 'never'
    },
    publish(bytes: Buffer, type: string | undefined): string {
      const id = randomUUID()
      results.set(id, { job, bytes, type })
      return `${base()}/cdn/results/${id}`
    },
  })

  async function announce(job: Job): Promise<void> {
    if (job.step === 'webhook-early') await tell(job)
    if (job.step === 'webhook' || job.step === 'webhook-payload-error') deliveries.push(tell(job))
    if (job.step === 'webhook-duplicate') deliveries.push(tell(job), tell(job))
  }

  /** Sends the message that a request has ended; resolves to what the receiver says, 0 when nobody wants to hear. */
  async function tell({ id, step, webhook, outcome }: Job, how: Delivery = 'good'): Promise<number> {
    if (webhook === undefined) return 0
    const { status, body } = await outcome
    const payload = step === 'webhook-payload-error' ? { payload: null, payload_error: 'x' } : { payload: body }
    const message = { request_id: id, gateway_request_id: id, status: status < 400 ? 'OK' : 'ERROR', ...payload }
    const bytes = Buffer.from(JSON.stringify(message))
    const headers = { 'content-type': 'application/json', ...signer.headers(id, bytes, how) }
    const answer = await fetch(webhook, { method: 'POST', headers, body: bytes })
    await answer.arrayBuffer()
    return answer.status
  }

  function stateOf({ step, argument, looks, isCancelled }: Job): 'IN_QUEUE' | 'IN_PROGRESS' | 'COMPLETED' {
    if (step === 'never') return isCancelled ? 'COMPLETED' : 'IN_QUEUE'
    if (step === 'too-late') return 'COMPLETED'
    const [queued, running] = step === 'slow' ? (argument ?? '1-1').split('-').map(Number) : [0, 0]
    if (looks <= (queued ?? 0)) return 'IN_QUEUE'
    return looks <= (queued ?? 0) + (running ?? 0) ? 'IN_PROGRESS' : 'COMPLETED'
  }

  async function giveStatus(job: Job): Promise<Answer> {
    const { fault, answer } = troubleOf(job, 'status')
    if (answer) return answer
    job.looks += 1
    const status = stateOf(job)
    const isDone = status === 'COMPLETED'
    const hasFailed = isDone && (await job.outcome).status >= 400
    const body = { status, request_id: job.id, ...addressesOf(job), ...(hasFailed && { error: 'x', error_type: 'x' }) }
    return { status: isDone ? 200 : 202, body, requestId: job.id, fault }
  }

  async function giveResult(job: Job): Promise<Answer> {
    if (stateOf(job) !== 'COMPLETED') return { status: 400, body: { detail: 'Request is still in progress' } }
    const { fault, answer } = troubleOf(job, 'result')
    inFlight.delete(job.id)
    if (job.step === 'result-gone') return notFound
    return answer ?? { ...(await job.outcome), requestId: job.id, fault }
  }

  function cancel(job: Job): Answer {
    if (stateOf(job) === 'COMPLETED') return { status: 400, body: { status: 'ALREADY_COMPLETED' } }
    job.isCancelled = true
    inFlight.delete(job.id)
    return { status: 202, body: { status: 'CANCELLATION_REQUESTED' } }
  }

  async function queue(request: EmulatedRequest, path: string): Promise<Answer> {
    const refusal = refuseKeyless(request)
    if (refusal) return refusal
    const [, app, id = '', action = ''] = /^(.+)\/requests\/([\w-]+)(?:\/(status|cancel))?$/.exec(path) ?? []
    if (app === undefined && request.method === 'POST') return submit(request, path)
    const job = jobs.get(id)
    // Below the first two words of the model's name, whatever its whole name is.
    if (job?.app !== app || !job) return notFound
    switch (`${request.method} ${action}`) {
      case 'GET status':
        return giveStatus(job)
      case 'GET ':
        return giveResult(job)
      case 'PUT cancel':
        return cancel(job)
      default:
        return { status: 405, body: { detail: 'Method not allowed' } }
    }
  }

  function giveFile({ headers }: EmulatedRequest, { job, bytes, type }: ResultFile): Answer {
    if (headers.authorization !== undefined) return { status: 400, body: { detail: 'Unexpected authorization' } }
    const location = redirects[job.step]
    if (location) return { status: 302, headers: { location } }
    if (job.step === 'download-gone') return notFound
    if (job.step === 'download-late' && job.troubles === 2) {
      job.troubles -= 1
      return notFound
    }
    return { status: 200, raw: { bytes, type }, fault: troubleOf(job, 'download').fault }
  }

  async function answer(request: EmulatedRequest): Promise<Answer> {
    const [, part, ...rest] = request.url.pathname.split('/')
    const [folder, id = ''] = rest.filter((each) => each !== 'b')
    const asked = `${request.method} ${part}/${part === 'cdn' ? folder : rest.join('/')}`
    const result = results.get(id)
    if (part === 'queue') return queue(request, rest.join('/'))
    if (asked === 'PUT cdn/files') return storage.take(request, id)
    if (asked === 'GET cdn/files') return storage.give(id)
    if (asked === 'GET cdn/results' && result) return giveFile(request, result)
    if (asked === 'GET rest/.well-known/jwks.json') return { status: 200, body: signer.jwks() }
    if (asked === 'POST rest/storage/upload/initiate') return refuseKeyless(request) ?? storage.initiate(request)
    return notFound
  }

  const service: EmulatedService = {
    name: 'fal',
    steps,
    handle: async (request) => send(request, await answer(request)),
    reset() {
      jobs.clear()
      results.clear()
      inFlight.clear()
      mostInFlight = 0
      storage.forget()
      deliveries = []
    },
  }
  return Object.assign(service, {
    signer,
    failUploads: storage.failUploads,
    /** How many pieces of work were ever under way at once. */
    mostInFlight: () => mostInFlight,
    /** Sends the message about the work that was handed in last once more. */
    tellAgain: (how: Delivery) => tell([...jobs.values()].at(-1) as Job, how),
    /** What the receiver has answered to the messages so far. */
    delivered: () => Promise.all(deliveries),
    /** Resolves when all work is done, whether anybody waits for it or not. */
    settled: () => Promise.all([...jobs.values()].map(({ outcome }) => outcome)),
    cancelled: () => [...jobs.values()].filter(({ isCancelled }) => isCancelled).map(({ id }) => id),
  })
}

export type FalEmulator = ReturnType<typeof createFalEmulator>
