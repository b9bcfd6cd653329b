import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Test } from 'tap'
import type { App } from '../../src/app.ts'
import { describeApi } from '../../src/cli/openapi.ts'
import { reasonsIn } from '../../src/openapi-document.ts'
import { answerHeaders } from '../../src/route-contract.ts'

interface Described {
  $ref?: string
  content?: Record<string, { schema?: object }>
  headers?: Record<string, unknown>
}

export interface Operation {
  operationId?: string
  summary?: string
  tags?: string[]
  'x-role'?: string
  'x-scope'?: string
  responses: Record<string, Described>
}

export interface ApiDocument {
  openapi: string
  paths: Record<string, Record<string, Operation>>
  components: { responses: Record<string, Described>; schemas: Record<string, object> }
}

/** An answer as the document and a person see it. */
interface Seen {
  method: string
  /** The route's pattern. */
  url: string
  status: number
  /** Without parameters; empty without a body. */
  type: string
  headers: readonly string[]
  /** Of JSON that is sent in one piece. */
  json?: unknown
}

export const templateOf = (url: string) => url.replaceAll(/:(\w+)/g, '{$1}')

/** Says what is wrong with an answer; undefined when it is as the document says. */
export function createContract(document: ApiDocument) {
  const ajv = new Ajv2020({ strict: false, validateSchema: false, logger: false, allErrors: true })
  ;(addFormats as unknown as (ajv: Ajv2020) => void)(ajv)
  ajv.addSchema(document, 'api')
  const validators = new Map<string, ValidateFunction | undefined>()

  function validatorAt(...path: string[]): ValidateFunction | undefined {
    const pointer = path.map((each) => encodeURIComponent(each.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')
    if (!validators.has(pointer)) validators.set(pointer, ajv.getSchema(`api#/${pointer}`))
    return validators.get(pointer)
  }

  function findOperation(method: string, url: string): Operation | undefined {
    return document.paths[templateOf(url)]?.[method === 'HEAD' ? 'get' : method.toLowerCase()]
  }

  return {
    knows: (method: string, url: string) => findOperation(method, url) !== undefined,

    findFault({ method, url, status, type, headers, json }: Seen): string | undefined {
      const what = `${method} ${url} answered ${status}`
      const operation = findOperation(method, url)
      if (!operation) return `${what}, and the document does not know this route`
      const stated = operation.responses[status]
      if (!stated) return `${what} ${reasonOf(json) ?? ''}, which the document does not name`
      const name = stated.$ref?.split('/').at(-1)
      const answer = name === undefined ? stated : document.components.responses[name]
      const path =
        name === undefined
          ? ['paths', templateOf(url), method === 'HEAD' ? 'get' : method.toLowerCase(), 'responses', String(status)]
          : ['components', 'responses', name]
      if (!answer) return `${what}: ${name} is not in the document`

      const silent = headers.find((header) => isTold(header, status) && !hasHeader(answer, header))
      if (silent) return `${what} with ${silent}, which the document does not name`
      if (type === '')
        return answer.content && method !== 'HEAD' ? `${what} without the body that is described` : undefined
      const key = Object.keys(answer.content ?? {}).find((each) => isWithin(type, each))
      if (key === undefined) return `${what} as ${type}, which the document does not name`
      if (json === undefined) return undefined
      const validate = validatorAt(...path, 'content', key, 'schema')
      if (!validate || validate(json)) return undefined
      const reason = reasonOf(json)
      if (reason && status >= 400 && !reasonsIn(answer as never).includes(reason))
        return `${what} ${reason}, which is not among its errors`
      return `${what} with a body that is not as described: ${ajv.errorsText(validate.errors)}`
    },
  }
}

type Contract = ReturnType<typeof createContract>

const reasonOf = (json: unknown) => (json as { failure_reason?: string } | undefined)?.failure_reason

const told = new Set(Object.keys(answerHeaders).map((name) => name.toLowerCase()))
/** Said of every answer, by whatever is in front. */
const usual = new Set(['cache-control'])
/** Errors of a job carry its headers as well; only when to come again is part of what they say. */
const isTold = (header: string, status: number) =>
  status >= 400 ? header === 'retry-after' : told.has(header) && !usual.has(header)

const hasHeader = ({ headers }: Described, wanted: string) =>
  Object.keys(headers ?? {}).some((name) => name.toLowerCase() === wanted)

const isWithin = (type: string, range: string) =>
  range === type || range === '*/*' || (range.endsWith('/*') && type.startsWith(range.slice(0, -1)))

/** The routes of a gateway rarely differ from those of the one before it in the same process. */
let known: Contract | undefined

/**
 * Every answer of this server must be as the document says; the first one of its kind that is not fails the test. Of a
 * server that has only some of the routes, and some that are none of ours, those are judged that are in the document.
 */
export function observeAnswers(t: Test, server: Pick<App['server'], 'addHook'> & { swagger?: () => unknown }): void {
  const told = new Set<string>()

  async function read(): Promise<Contract> {
    const document: unknown = server.swagger ? server.swagger() : await describeApi()
    known = createContract(document as ApiDocument)
    return known
  }

  async function contractFor(method: string, url: string): Promise<Contract> {
    return known && (!server.swagger || known.knows(method, url)) ? known : read()
  }

  // Before the first request: no deadline of a test shall wait for it.
  server.addHook('onReady', async () => {
    if (!known) await read()
  })

  async function look(request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<void> {
    const { method } = request
    const { schema, url } = request.routeOptions
    // Without a route the answer is always the same; what is hidden has no description.
    if (url === undefined || (schema as { hide?: boolean } | undefined)?.hide) return
    const { findFault, knows } = await contractFor(method, url)
    if (!server.swagger && !knows(method, url)) return
    const { statusCode: status } = reply
    const isEmpty = status === 204 || status === 304 || payload === undefined || payload === null || payload === ''
    const type = isEmpty ? '' : (String(reply.getHeader('content-type') ?? '').split(';', 1)[0] ?? '')
    const isText = typeof payload === 'string' && type === 'application/json'
    const headers = Object.keys(reply.getHeaders())
    const fault = findFault({ method, url, status, type, headers, ...(isText && { json: JSON.parse(payload) }) })
    if (fault === undefined || told.has(fault)) return
    told.add(fault)
    t.fail(fault)
  }

  server.addHook('onSend', async (request, reply, payload) => {
    await look(request, reply, payload)
  })
}
