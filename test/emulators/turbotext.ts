import { drawEdited } from './draw.ts'
import type { EmulatedRequest, EmulatedService, EmulatorTools } from './emulator.ts'
import { answerWithFault, faultSteps, isFault } from './faults.ts'
import { isComplete, methods, readForm, type SentForm } from './turbotext-form.ts'
import { answerDownload, pictureSteps, type StoredPicture } from './turbotext-pictures.ts'

/** Work that was handed in. */
interface Work {
  queue: number
  method: string
  step: string
  argument: string | undefined
  /** Looks so far. */
  looks: number
  isAsync: boolean
  pictureId: string
}

type Json = Record<string, unknown>

const lookPrefix = 'look-'
const lookFaults = [...faultSteps, 'documented', 'huge', '429', '502', '503']
const mostSourceBytes = 15_000_000
const firstPhotos = 100

/**
 * Turbotext as its documents and its customers describe it. Where neither says anything, it is guessed: the answer to a
 * wrong key and to a method outside the tariff, and the parts of a form that carries the photo itself.
 */
export function createTurbotextEmulator(tools: EmulatorTools): EmulatedService {
  const works = new Map<number, Work>()
  const pictures = new Map<string, StoredPicture>()
  let queues = 7000
  let photos = firstPhotos

  const say = ({ reply }: EmulatedRequest, answer: Json, status = 200) => {
    // PHP says text/html unless somebody thinks of it.
    reply.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end(JSON.stringify(answer))
  }
  const limits = () => ({ foto_limit: photos, text_limit: 50 })
  const fail = (request: EmulatedRequest, error: string) => say(request, { success: false, error })

  function sayStatus({ reply }: EmulatedRequest, status: number): void {
    const headers = { 'content-type': 'text/html', ...(status === 429 && { 'retry-after': '4' }) }
    reply.writeHead(status, headers).end(`<html><body><h1>${status}</h1><hr>nginx</body></html>`)
  }

  /** Fetches the pictures as the service does, from outside. Returns the photo, or the name of the failure. */
  async function collect(method: string, { fields, files }: SentForm): Promise<Buffer[] | 'url_error' | 'size_error'> {
    const found: Buffer[] = []
    for (const [name] of Object.entries(methods[method] ?? {}).filter(([, rule]) => rule.isPicture)) {
      const bytes = files.get(name) ?? (await fetchPicture(fields.get(name) ?? ''))
      if (!bytes) return 'url_error'
      if (bytes.length > mostSourceBytes) return 'size_error'
      found.push(bytes)
    }
    return method === 'mix_images' ? found.reverse() : found
  }

  async function fetchPicture(url: string): Promise<Buffer | undefined> {
    const answer = /^https?:/.test(url) ? await tools.fetch(url).catch(() => undefined) : undefined
    const isPicture = /^image\/(jpeg|png|webp)/.test(answer?.headers.get('content-type') ?? '')
    const bytes = answer && Buffer.from(await answer.arrayBuffer())
    return answer?.status === 200 && isPicture ? bytes : undefined
  }

  async function takeIn(request: EmulatedRequest, method: string, form: SentForm): Promise<void> {
    const { record } = request
    record.isSubmit = true
    const prompt = form.fields.get('content') ?? ''
    const { name: step, argument } = tools.nextStep('turbotext', prompt)
    if (step === 'status') return sayStatus(request, Number(argument))
    if (step === 'submit-error') return fail(request, argument ?? '')
    if (step === 'not-in-tariff') return sayStatus(request, 404)
    if (step === 'limit' || photos === 0) {
      return say(request, { success: false, error: 'LIMIT', limits: { foto_limit: 0, text_limit: 50 } })
    }
    if (step === 'huge') return say(request, { success: true, queueid: 1, data: 'x'.repeat(1_100_000) })
    if (step === 'no-queue') return say(request, { success: true })
    if (!isComplete(method, form)) return fail(request, 'params_error')
    const sources = await collect(method, form)
    if (typeof sources === 'string') return fail(request, sources)
    const drawn = await drawEdited(sources[0] ?? Buffer.alloc(0), { prompt }).catch(() => undefined)
    if (!drawn) return fail(request, 'url_error')
    record.isBilled = true
    photos -= 1
    const work = keep({ method, step, argument, isAsync: form.fields.has('webhook') }, drawn)
    const answer = { success: true, [work.isAsync ? 'asyncid' : 'queueid']: work.queue }
    // The work is taken and paid for, whatever becomes of the answer.
    if (isFault(step)) return answerWithFault(step, request, Buffer.from(JSON.stringify(answer)))
    say(request, answer)
    const webhook = form.fields.get('webhook')
    if (webhook !== undefined) request.reply.once('finish', () => void tell(webhook, work))
  }

  function keep(facts: Pick<Work, 'method' | 'step' | 'argument' | 'isAsync'>, bytes: Buffer): Work {
    queues += 1
    const work = { ...facts, queue: queues, looks: 0, pictureId: `result_${queues}.png` }
    works.set(work.queue, work)
    const times = Number(facts.argument ?? 1)
    pictures.set(work.pictureId, { bytes, step: facts.step, times, fetched: 0, asked: 0 })
    return work
  }

  /** The same JSON that a look would show. */
  async function tell(webhook: string, work: Work): Promise<void> {
    const { step } = work
    if (step === 'webhook-never') return
    const url = step === 'webhook-wrong' ? webhook.replace(/[^/]+$/, 'x'.repeat(32)) : webhook
    const body = JSON.stringify({ ...resultOf(work), asyncid: work.queue })
    for (let times = step === 'webhook-twice' ? 2 : 1; times > 0; times -= 1) {
      await fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json' } }).catch(() => {})
    }
  }

  function resultOf({ step, argument, method, pictureId }: Work): Json {
    const data = { user_id: 1, prompt: 'drawn', width: 768, height: 768, seed: 5443937701, strength: 40 }
    const success = { success: true, error: '', limits: limits() }
    const path = `/turbotext/download.php?f=${pictureId}`
    const link = `${tools.origin()}${path}`
    if (step === 'forbidden') return { ...success, data: { ...data, image: [link], forbidden_content: true } }
    if (step === 'result-error') return { success: false, error: argument, limits: limits() }
    if (step === 'no-url') return { ...success, data: [] }
    if (step === 'in-data') return { ...success, data: { ...data, uploaded_image: link } }
    if (step === 'in-list') return { ...success, data: { ...data, image: [path] } }
    if (step === 'relative') return { ...success, data: { ...data, image: [`download.php?f=${pictureId}`] } }
    if (step === 'elsewhere') return { ...success, uploaded_image: link.replace('127.0.0.1', 'localhost') }
    if (step === 'nowhere') return { ...success, uploaded_image: 'http://' }
    return { ...success, data: { ...data, forbidden_content: false, method }, uploaded_image: link }
  }

  function look(request: EmulatedRequest, method: string, form: SentForm) {
    const work = works.get(Number(form.fields.get('queueid')))
    if (!work || work.method !== method || form.fields.size !== 2) return fail(request, 'params_error')
    work.looks += 1
    const { step, argument, looks } = work
    const isEarly = looks <= Number(argument ?? 1)
    if (step === 'never') return say(request, { action: 'reconnect' })
    if (step === 'slow' && isEarly) return say(request, { action: 'reconnect' })
    if (step === 'slow-false' && isEarly) return say(request, { success: false, error: '', action: 'reconnect' })
    if (step === 'busy' && isEarly) return fail(request, 'provider_busy')
    if (step.startsWith(lookPrefix) && isEarly) return spoil(request, step.slice(lookPrefix.length), resultOf(work))
    say(request, resultOf(work))
  }

  function spoil(request: EmulatedRequest, fault: string, answer: Json) {
    if (isFault(fault)) return answerWithFault(fault, request, Buffer.from(JSON.stringify(answer)))
    if (fault === 'huge') return say(request, { ...answer, more: 'x'.repeat(1_100_000) })
    if (fault !== 'documented') return sayStatus(request, Number(fault))
    // As the documents have it, which is no JSON.
    request.reply.writeHead(200).end('{"success":true,"error":"","data":{"prompt":"В стиле дисней"],"width":768}}')
  }

  /** The list of methods is handed out like any other work. */
  function list(request: EmulatedRequest, form: SentForm) {
    if (form.fields.get('do') === 'create_queue') {
      const facts = { method: 'available_api', step: 'success', argument: undefined, isAsync: false }
      return say(request, { success: true, queueid: keep(facts, Buffer.alloc(0)).queue })
    }
    const work = works.get(Number(form.fields.get('queueid')))
    if (!work) return fail(request, 'params_error')
    work.looks += 1
    const names = Object.keys(methods).map((name) => ({ name, description: name }))
    say(request, work.looks === 1 ? { action: 'reconnect' } : { success: true, available_api: names, limits: limits() })
  }

  async function handle(request: EmulatedRequest): Promise<void> {
    const { url, method, headers } = request
    if (method === 'GET' && url.pathname === '/download.php') {
      return answerDownload(request, pictures.get(url.searchParams.get('f') ?? ''))
    }
    const name = /^\/api_ai\/([a-z0-9_]+)$/.exec(url.pathname)?.[1] ?? ''
    if (method !== 'POST' || !(Object.hasOwn(methods, name) || name === 'available_api')) return sayStatus(request, 404)
    if (!/^Bearer test-key/.test(headers.authorization ?? '')) return say(request, { success: false })
    const form = await readForm(name, request)
    if (!form) return fail(request, 'params_error')
    if (name === 'available_api') return list(request, form)
    const task = form.fields.get('do')
    if (task === 'get_result') return look(request, name, form)
    if (task === 'create_queue') return takeIn(request, name, form)
    fail(request, 'params_error')
  }

  return {
    name: 'turbotext',
    handle,
    steps: [
      'success',
      'slow',
      'slow-false',
      'never',
      'busy',
      'status',
      'limit',
      'submit-error',
      'result-error',
      'not-in-tariff',
      'huge',
      'no-queue',
      'forbidden',
      'no-url',
      'in-data',
      'in-list',
      'relative',
      'elsewhere',
      'nowhere',
      'webhook-wrong',
      'webhook-twice',
      'webhook-never',
      ...faultSteps,
      ...lookFaults.map((fault) => `${lookPrefix}${fault}`),
      ...pictureSteps,
    ],
    reset() {
      works.clear()
      pictures.clear()
      photos = firstPhotos
    },
  }
}
