import type { EmulatedRequest, EmulatedService, EmulatorTools } from './emulator.ts'
import { answerWithFault, faultSteps, isFault } from './faults.ts'

export const mailgunKey = 'key-0123456789abcdef'
export const mailgunDomain = 'mg.pix.example'

export interface AcceptedMail {
  id: string
  fields: Readonly<Record<string, string>>
}

const known = new Set(['from', 'to', 'cc', 'bcc', 'subject', 'text', 'html', 'attachment', 'inline', 'template'])
const address = /^(?:"?[^"<>\r\n]*"? ?<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/

/** Mailgun's messages and events: what it checks, in the words that it answers with. */
export function createMailgunEmulator(tools: EmulatorTools, accepted: AcceptedMail[]): EmulatedService {
  function sayText({ reply }: EmulatedRequest, status: number, body: string): void {
    reply.writeHead(status, { 'content-type': 'text/plain' }).end(body)
  }
  function say({ reply }: EmulatedRequest, status: number, body: object, headers: Record<string, string> = {}): void {
    reply.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
  }

  function isAllowed({ headers }: EmulatedRequest): boolean {
    return headers.authorization === `Basic ${Buffer.from(`api:${mailgunKey}`).toString('base64')}`
  }

  function faultIn(fields: Readonly<Record<string, string>>): string | undefined {
    for (const name of Object.keys(fields))
      if (!known.has(name) && !/^[ohvt]:[\w-]+$/.test(name)) return `unknown parameter ${name}`
    for (const name of ['from', 'to'])
      if (!address.test(fields[name] ?? ''))
        return `'${name}' parameter is not a valid address. please check documentation`
    const inHeaders = Object.entries(fields).filter(([name]) => name.startsWith('h:') || name === 'subject')
    if (inHeaders.some(([, value]) => /[\r\n]/.test(value))) return 'a header with a line in it'
    if (fields.text === undefined && fields.html === undefined)
      return "Need at least one of 'text', 'html' parameters specified"
    return undefined
  }

  function send(request: EmulatedRequest): void {
    const { record, headers, body } = request
    record.isSubmit = true
    if (!/^application\/x-www-form-urlencoded/.test(headers['content-type'] ?? '')) {
      say(request, 400, { message: 'Need a form' })
      return
    }
    const fields = Object.fromEntries(new URLSearchParams(body.toString()))
    const { name: step, argument } = tools.nextStep('mailgun', '')
    if (step === 'status') {
      const wait: Record<string, string> = argument === '429' ? { 'retry-after': '600' } : {}
      say(request, Number(argument), { message: 'no' }, wait)
      return
    }
    if (step === 'unheard') {
      request.socket.resetAndDestroy()
      return
    }
    const fault = faultIn(fields)
    if (fault) {
      say(request, 400, { message: fault })
      return
    }
    const id = fields['h:Message-Id'] ?? `<${Date.now()}.1@${mailgunDomain}>`
    accepted.push({ id, fields })
    record.isBilled = true
    const answer = { id, message: 'Queued. Thank you.' }
    if (isFault(step)) {
      answerWithFault(step, request, Buffer.from(JSON.stringify(answer)))
      return
    }
    say(request, 200, answer)
  }

  /** Without the brackets, as in its own documents. */
  function findEvents(request: EmulatedRequest): void {
    const { searchParams } = request.url
    const wanted = searchParams.get('message-id')
    const found = accepted.filter(({ id }) => id.replace(/[<>]/g, '') === wanted)
    const items = found.map(({ id }) => ({ event: 'accepted', message: { headers: { 'message-id': id } } }))
    if (searchParams.get('event') !== 'accepted') {
      say(request, 200, { items: [], paging: {} })
      return
    }
    say(request, 200, { items, paging: {} })
  }

  return {
    name: 'mailgun',
    steps: ['success', 'status', 'unheard', ...faultSteps],
    async handle(request) {
      const { url, method } = request
      if (!isAllowed(request)) {
        sayText(request, 401, 'Forbidden')
        return
      }
      const [, version, domain, what] = url.pathname.split('/')
      if (version !== 'v3') {
        sayText(request, 404, 'Not Found')
        return
      }
      if (domain !== mailgunDomain) {
        say(request, 404, { message: `Domain not found: ${domain}` })
        return
      }
      if (what === 'messages' && method === 'POST') {
        send(request)
        return
      }
      if (what === 'events' && method === 'GET') {
        findEvents(request)
        return
      }
      sayText(request, 405, 'Method not allowed')
    },
    reset: () => void accepted.splice(0),
  }
}
