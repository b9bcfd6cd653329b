import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { visitHeader } from './address-check.ts'
import { GatewayError } from './errors.ts'
import type { Metrics } from './metrics.ts'
import { text } from './route-contract.ts'

interface Dependencies {
  /** By name: resolves when that part works, rejects when it does not. */
  checks: Record<string, () => Promise<unknown>>
  metrics: Metrics
  /** Bearer token for /metrics; without one only this machine may read it. */
  metricsToken: string | undefined
  /** Throws unless the request's own token may read them. */
  requireMetricsScope(request: FastifyRequest, reply: FastifyReply): Promise<void>
  isStopping(): boolean
  /** Hears what somebody at `/livez` was sent along with. */
  greet(visitor: unknown): void
}

const checkMilliseconds = 1800

const readiness = z.object({
  status: z.enum(['ready', 'stopping', 'not ready']),
  parts: z.record(z.string(), z.enum(['ok', 'failing'])),
})
const tags = ['Operations']
const liveSchema = {
  ...{ operationId: 'live', summary: 'Is the process alive?', tags },
  response: { 200: z.object({ status: z.literal('ok') }) },
}
const readySchema = {
  ...{ operationId: 'ready', summary: 'Do all parts work?', tags },
  response: { 200: readiness, 503: readiness },
}
const metricsSchema = {
  ...{ operationId: 'readMetrics', summary: 'Figures for Prometheus', tags },
  description: 'For this machine alone, or with METRICS_TOKEN when there is one; a token needs `metrics:read`.',
  security: [{ bearer: ['metrics:read'] }, {}],
  errors: ['not_signed_in', 'invalid_token', 'token_expired', 'forbidden', 'insufficient_scope'] as const,
  answers: { 200: text('In the text format of Prometheus.', 'text/plain') },
}

/** What a load balancer and a Prometheus ask. */
export const healthRoutes: FastifyPluginAsyncZod<Dependencies> = async (server, dependencies) => {
  const { checks, metrics, metricsToken, requireMetricsScope, isStopping, greet } = dependencies

  server.get('/livez', { schema: liveSchema }, async (request) => {
    greet(request.headers[visitHeader])
    return { status: 'ok' as const }
  })

  server.get('/readyz', { schema: readySchema }, async (request, reply) => {
    const names = Object.keys(checks)
    const outcomes = await Promise.allSettled(names.map((name) => inTime(checks[name])))
    const parts = Object.fromEntries(
      names.map((name, at) => [name, outcomes[at]?.status === 'fulfilled' ? ('ok' as const) : ('failing' as const)]),
    )
    for (const [at, outcome] of outcomes.entries()) {
      if (outcome.status === 'rejected') request.log.warn({ err: outcome.reason, part: names[at] }, 'not ready')
    }
    const ready = !isStopping() && outcomes.every((outcome) => outcome.status === 'fulfilled')
    const status = ready ? 'ready' : isStopping() ? 'stopping' : 'not ready'
    return reply
      .code(ready ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ status, parts })
  })

  server.get('/metrics', { schema: metricsSchema }, async (request, reply) => {
    await requireReader(request, reply)
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics())
  })

  async function requireReader(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const given = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1]
    const allowed = metricsToken ? given !== undefined && isSame(given, metricsToken) : isLoopback(request.ip)
    if (!allowed && given?.startsWith('pct_')) return requireMetricsScope(request, reply)
    if (!allowed)
      throw new GatewayError('forbidden', 'metrics are for the operators', {
        details: 'Reading the metrics needs METRICS_TOKEN.',
      })
  }
}

const isLoopback = (address: string) => /^(127\.|::1$|::ffff:127\.)/.test(address)

function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(expected))
}

async function inTime(check: (() => Promise<unknown>) | undefined): Promise<void> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(new Error('no answer in time')), checkMilliseconds)
  try {
    await Promise.race([check?.(), late.promise])
  } finally {
    clearTimeout(timer)
  }
}
