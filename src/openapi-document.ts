import type { FastifyDynamicSwaggerOptions, SwaggerTransform } from '@fastify/swagger'
import type { FastifySchema, RouteOptions } from 'fastify'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import { z } from 'zod'
import manifest from '../package.json' with { type: 'json' }
import { type FailureCode, failureTable } from './errors.ts'
import { problemSchema } from './problem.ts'
import { type AccessRule, type Answer, answerHeaders } from './route-contract.ts'

type Schemas = Record<string, unknown>
interface Document {
  paths: Record<string, Record<string, unknown>>
  components: { schemas: Schemas; responses?: Schemas }
}

/** Who reads the document meets the rooms in this order. */
const tags = {
  Photos: 'How photos come in, and what became of those that nobody waits for.',
  Results: 'Finished pictures, for whoever has the link.',
  Galleries: 'Pages with the new pictures of some slots, for a while.',
  Jobs: 'Photos on their way, and what became of them.',
  'Test runs': 'Settings tried out before anybody saves them.',
  Rehearsals: 'Tomorrow’s event, played before it happens.',
  Statistics: 'How the gateway and its slots have served.',
  Overview: 'How each slot is, and what is wrong or about to be.',
  Queue: 'The line of photos as a whole.',
  Cleaner: 'What deletes what has had its time.',
  Slots: 'What is done with a photo that is posted to an address.',
  Templates: 'Reference pictures that slots work with.',
  Providers: 'The services that make pictures: keys, limits, prices, health.',
  Webhooks: 'Who is told what happens.',
  Services: 'Where services tell that a picture is done.',
  Files: 'Files on a disk, for whoever was given a signed address.',
  'pix.immo': 'Jobs, shoots and final images of the pix.immo side.',
  'Editor return': 'How editors get a shoot’s pictures, and bring them back.',
  'pix.immo galleries': 'Pictures of a job: a draft, then what its customer sees.',
  'pix.immo exports': 'Galleries handed to customers’ programs.',
  Settings: 'What holds for the whole gateway.',
  Account: 'Signing in and out, and what belongs to oneself.',
  People: 'Who may use the gateway.',
  Tokens: 'Keys for machines.',
  Audit: 'Who changed what.',
  Operations: 'What load balancers, monitoring and programs ask.',
} as const

/** The body of every error; which reasons a route has is said there. */
export const failureSchema = z
  .object({
    status: z.enum(['error', 'timeout']),
    failure_reason: z.enum(Object.keys(failureTable) as [FailureCode, ...FailureCode[]]),
    details: z.string().describe('One sentence for people.'),
    problems: z
      .array(problemSchema)
      .optional()
      .describe('What `details` says beyond `failure_reason`, for programs that say it in another language.'),
    retry_after: z.number().optional().describe('Seconds.'),
    job_id: z.string().optional(),
    request_id: z.string().describe('As in the log.'),
  })
  .meta({ id: 'Failure', description: 'Every error has this body; docs/errors.md lists the reasons.' })

/** For a route on which nothing is called by a database, a disk or a body that is read. */
const unannounced: readonly FailureCode[] = ['internal_error', 'unavailable']
const guardFailures: readonly FailureCode[] = [
  ...(['not_signed_in', 'forbidden'] as const),
  ...(['invalid_token', 'token_expired', 'insufficient_scope'] as const),
]
const methodsWithBody = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])

/** The plugin that collects the routes must be registered, with these options, before any of them. */
export function createDocumentOptions({ sessionCookie }: { sessionCookie: string }): FastifyDynamicSwaggerOptions {
  return {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'PhotoChanger',
        version: manifest.version,
        license: { name: manifest.license, identifier: manifest.license },
        description: 'A photo in, a finished picture out, inside one fixed window. Every error has the same body.',
      },
      servers: [{ url: '/', description: 'This gateway.' }],
      tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
      components: {
        securitySchemes: {
          session: { type: 'apiKey', in: 'cookie', name: sessionCookie, description: 'After `POST /api/login`.' },
          bearer: {
            type: 'http',
            scheme: 'bearer',
            description:
              'A token of `/api/tokens` with the scope named, or the `access_token` of a sign-in by `username`.',
          },
        },
      },
    },
    convertConstToEnum: false,
    transform: describeRoute,
    transformObject: (document) => tidy(jsonSchemaTransformObject(document) as unknown as Document) as never,
  }
}

const describeRoute: SwaggerTransform = (document) => {
  const { schema, route, url } = document
  const { errors: _errors, answers, takes, heeds, showsPage, ...known } = schema ?? {}
  if (known.hide) return { schema: known, url }
  const response = { ...(known.response as Schemas), ...contentsOf(answers ?? {}) }
  const body = takes?.body ?? known.body
  const wanted = { ...known, response, ...(body !== undefined && { body }), ...(heeds && { headers: heeds }) }
  const { schema: described } = jsonSchemaTransform({ ...document, schema: wanted as FastifySchema })
  const rule = ruleOf(route)
  return {
    url,
    schema: {
      ...described,
      description: [known.description, rule && accessOf(rule)].filter(Boolean).join('\n\n'),
      ...(takes && { consumes: [takes.type] }),
      ...(rule && securityOf(rule)),
      response: {
        ...describeFailures(failuresOf(route), showsPage ?? false),
        // What a route says itself of a status counts more: /readyz has a 503 of its own.
        ...describeAnswers(described.response as Record<string, Schemas>, answers ?? {}),
      },
    } as FastifySchema,
  }
}

/** The failures that a caller of this route may meet. */
function failuresOf(route: RouteOptions): FailureCode[] {
  const { errors = [], body, params, querystring, takes } = route.schema ?? {}
  const reads = [route.method].flat().some((method) => methodsWithBody.has(method))
  const hasInput = reads || params !== undefined || querystring !== undefined
  return [
    ...new Set<FailureCode>([
      ...(hasInput ? (['invalid_request'] as const) : []),
      ...(reads ? (['payload_too_large'] as const) : []),
      ...(body !== undefined || takes?.type === 'application/json' ? (['invalid_settings'] as const) : []),
      ...(ruleOf(route) ? guardFailures : []),
      ...errors,
      ...unannounced,
    ]),
  ]
}

function ruleOf({ onRequest }: Pick<RouteOptions, 'onRequest'>): AccessRule | undefined {
  const hooks = [onRequest].flat() as ({ rule?: AccessRule } | undefined)[]
  return hooks.find((hook) => hook?.rule)?.rule
}

const nouns: Record<string, string> = { viewer: 'viewers', operator: 'operators', admin: 'administrators' }

const accessOf = ({ role, scope }: AccessRule) =>
  `For ${nouns[role] ?? role}${role === 'admin' ? '' : ' and above'}. ${scope ? `A token needs \`${scope}\`.` : 'Not for tokens.'}`

const securityOf = ({ role, scope }: AccessRule) => ({
  security: [{ session: [] }, { bearer: scope ? [scope] : [] }],
  'x-role': role,
  ...(scope && { 'x-scope': scope }),
})

/** What is more than JSON; the rest of an answer is added afterwards, because the transform drops it. */
function contentsOf(answers: Record<number, Answer>): Schemas {
  return Object.fromEntries(
    Object.entries(answers).flatMap(([status, { content }]) => {
      const types = Object.entries(content ?? {}).map(([type, schema]) => [type, { schema }])
      return types.length > 0 ? [[status, { content: Object.fromEntries(types) }]] : []
    }),
  )
}

function describeAnswers(written: Record<string, Schemas> = {}, answers: Record<string, Answer>): Schemas {
  const statuses = [...new Set([...Object.keys(written), ...Object.keys(answers)])]
  return Object.fromEntries(
    statuses.map((status) => {
      const { description, headers } = answers[status] ?? {}
      const said = description ?? usualDescriptions[status] ?? 'What was asked for.'
      return [
        status,
        { description: said, ...(headers && { headers: showHeaders(headers) }), ...contentOf(written[status]) },
      ]
    }),
  )
}

const usualDescriptions: Record<string, string> = { 201: 'Made.', 202: 'Under way.', 204: 'Done.' }

function contentOf(schema: Schemas | undefined): Schemas {
  if (schema === undefined || schema.type === 'null') return { type: 'null' } // no content, to the plugin
  return 'content' in schema ? { content: schema.content } : { content: { 'application/json': { schema } } }
}

const showHeaders = (names: readonly (keyof typeof answerHeaders)[]) =>
  Object.fromEntries(names.map((name) => [name, { type: 'string', description: answerHeaders[name] }]))

function describeFailures(codes: readonly FailureCode[], showsPage: boolean | 'or picture'): Schemas {
  const byStatus = Map.groupBy(codes, (code) => failureTable[code].status)
  return Object.fromEntries(
    [...byStatus].map(([status, reasons]) => {
      const description = reasons.map((code) => `\`${code}\`: ${failureTable[code].sentence}`).join('\n\n')
      const narrowed = { type: 'object', properties: { failure_reason: { enum: reasons } } }
      const schema = { allOf: [{ $ref: '#/components/schemas/Failure' }, narrowed] }
      const mayPass = reasons.some((code) => failureTable[code].retryable)
      const text = { schema: { type: 'string' } }
      const page = { 'text/html': text, ...(showsPage === 'or picture' && { 'image/svg+xml': text }) }
      return [
        status,
        {
          description,
          ...(mayPass && { headers: showHeaders(['Retry-After']) }),
          content: { 'application/json': { schema }, ...(showsPage && page) },
        },
      ]
    }),
  )
}

/**
 * The package names every schema twice, for requests and for answers, writes every failure out wherever it may happen,
 * and describes HEAD beside GET. Without all that the document has a fifth of its size.
 */
function tidy(document: Document): Document {
  for (const path of Object.values(document.paths)) if (path.get) delete path.head
  document.components.responses = nameFailures(document.paths)
  const { schemas } = document.components
  const twins = Object.keys(schemas).filter((name) => JSON.stringify(schemas[`${name}Input`]) === twinOf(schemas[name]))
  const text = twins.reduce(
    (all, name) => all.replaceAll(`"${schemaPath}${name}Input"`, `"${schemaPath}${name}"`),
    JSON.stringify(document),
  )
  // What a format says need not be said by a pattern of 200 characters as well.
  const short = JSON.parse(text, (_key, value) => {
    if (typeof value?.format === 'string' && typeof value.pattern === 'string') delete value.pattern
    return value
  }) as Document
  short.components.schemas = keepUsed(short)
  return short
}

const schemaPath = '#/components/schemas/'

const twinOf = (schema: unknown) =>
  JSON.stringify(schema).replaceAll(/"#\/components\/schemas\/([^"/]+)"/g, `"${schemaPath}$1Input"`)

/** Failures by their reasons, each put in its place as a reference. */
function nameFailures(paths: Document['paths']): Schemas {
  const named: Schemas = {}
  const operations = Object.values(paths).flatMap((path) => Object.values(path))
  for (const { responses } of operations as { responses: Record<string, Schemas> }[]) {
    for (const [status, response] of Object.entries(responses)) {
      const reasons = reasonsIn(response)
      if (reasons.length === 0) continue
      const name = [...reasons, ...('text/html' in (response.content as Schemas) ? ['page'] : [])].join('.')
      named[name] = response
      responses[status] = { $ref: `#/components/responses/${name}` }
    }
  }
  return named
}

/** The reasons that an error answer of the document may give; none when it is no error. */
export function reasonsIn({ content }: Schemas): string[] {
  type Narrowed = { schema?: { allOf?: { properties?: { failure_reason?: { enum?: string[] } } }[] } }
  const json = (content as Record<string, Narrowed> | undefined)?.['application/json']
  return json?.schema?.allOf?.[1]?.properties?.failure_reason?.enum ?? []
}

function keepUsed({ paths, components: { schemas, responses } }: Document): Schemas {
  const used = new Set<string>()
  const follow = (text: string) => {
    for (const [, name = ''] of text.matchAll(/"#\/components\/schemas\/([^"/]+)"/g)) {
      if (used.has(name)) continue
      used.add(name)
      follow(JSON.stringify(schemas[name]))
    }
  }
  follow(JSON.stringify({ paths, responses }))
  return Object.fromEntries(Object.entries(schemas).filter(([name]) => used.has(name)))
}
