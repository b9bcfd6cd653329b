import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { type Guard, requirePerson } from '../accounts/guard.ts'
import type { Clock } from '../clock.ts'
import { signalAt } from '../deadline.ts'
import { GatewayError } from '../errors.ts'
import { alsoProbes, probeSentences } from '../providers/probe-sentences.ts'
import type { Provider } from '../providers/provider.ts'
import { createRemarks, remarkSchema } from '../remark.ts'
import type { ModelWatch } from './model-watch.ts'
import type { ProviderOverview } from './provider-overview.ts'

interface Dependencies {
  overview: ProviderOverview
  modelWatch: Pick<ModelWatch, 'findEnding'>
  providers: Readonly<Record<string, Provider>>
  guard: Guard
  clock: Clock
}

const { find: findRemark } = createRemarks('probe', probeSentences, alsoProbes)

/** So long a service may take to answer a test. */
const probeMilliseconds = 30_000

const usd = z.number().min(0).max(1_000_000).nullable()
const limits = z.strictObject({
  most_concurrent: z.int().min(1).max(1000).nullable(),
  most_per_minute: z.int().min(1).max(100_000).nullable(),
  daily_budget_usd: usd,
  monthly_budget_usd: usd,
})
const shownProvider = z.object({
  name: z.string(),
  is_local: z.boolean(),
  /** False: it has no key. */
  is_set_up: z.boolean(),
  operations: z.array(z.string()),
  limits,
  spent: z.object({ today_usd: z.number(), month_usd: z.number() }),
  circuits: z.array(
    z.object({
      model: z.string(),
      is_open: z.boolean(),
      open_until: z.iso.datetime().nullable(),
      failures: z.int(),
      reason: z.string().nullable(),
    }),
  ),
  models: z.array(
    z.object({
      id: z.string(),
      label: z.string(),
      operations: z.array(z.string()),
      shutdown_on: z.string().nullable(),
      replaced_by: z.string().nullable(),
      typical_seconds: z.object({ p50: z.number(), p95: z.number() }),
      price_usd: z.number().nullable(),
      price_per: z.string(),
      price_date: z.string(),
    }),
  ),
})
const endingModel = z.object({
  provider: z.string(),
  model: z.string(),
  shutdown_on: z.string(),
  days_left: z.int(),
  replaced_by: z.string().nullable(),
  slots: z.array(z.string()),
})

/** What people see and steer of the services. */
export const providerRoutes: FastifyPluginAsyncZod<Dependencies> = async (server, dependencies) => {
  const { overview, modelWatch, providers, guard, clock } = dependencies

  server.route({
    method: 'GET',
    url: '/api/providers/status',
    onRequest: guard('viewer', 'slots:read'),
    schema: {
      operationId: 'readProviderStatus',
      summary: 'How the services are: limits, money, circuits, models',
      tags: ['Providers'],
      response: { 200: z.object({ providers: z.array(shownProvider), ending: z.array(endingModel) }) },
    },
    async handler() {
      const [listed, ending] = await Promise.all([overview.list(), modelWatch.findEnding()])
      return { providers: listed.map(show), ending: ending.map(showEnding) }
    },
  })

  server.route({
    method: 'PUT',
    url: '/api/providers/:provider/limits',
    onRequest: guard('admin', 'settings:write'),
    schema: {
      operationId: 'changeProviderLimits',
      summary: 'Limit calls and money of a service',
      tags: ['Providers'],
      errors: ['not_found'],
      params: z.object({ provider: z.string() }),
      body: limits,
      response: { 204: z.null() },
    },
    async handler(request, reply) {
      const { body, params } = request
      const wanted = {
        mostConcurrent: body.most_concurrent,
        mostPerMinute: body.most_per_minute,
        dailyBudgetUsd: body.daily_budget_usd,
        monthlyBudgetUsd: body.monthly_budget_usd,
      }
      await overview.changeLimits(params.provider, wanted, requirePerson(request).email)
      return reply.code(204).send(null)
    },
  })

  server.route({
    method: 'POST',
    url: '/api/providers/:provider/test',
    onRequest: guard('admin', 'settings:write'),
    schema: {
      operationId: 'testProvider',
      summary: 'Make one real call to a service; one that goes well ends the rests of its models',
      tags: ['Providers'],
      errors: ['not_found'],
      params: z.object({ provider: z.string() }),
      response: { 200: z.object({ is_fine: z.boolean(), says: z.string(), remark: remarkSchema.nullable() }) },
    },
    async handler(request) {
      const { provider: name } = request.params
      const provider = Object.hasOwn(providers, name) ? providers[name] : undefined
      if (!provider?.probe)
        throw new GatewayError('not_found', 'nothing to test', { details: 'There is no such service.' })
      const { signal, release } = signalAt(clock, probeMilliseconds, new Error('no answer'))
      const { isFine, says } = await provider.probe(signal).finally(release)
      if (isFine) await overview.endRests(name, requirePerson(request).email)
      return { is_fine: isFine, says, remark: findRemark(says) }
    },
  })
}

type Listed = Awaited<ReturnType<ProviderOverview['list']>>[number]

const show = ({ isLocal, isSetUp, limits: own, spent, circuits, models, ...more }: Listed) => ({
  ...more,
  is_local: isLocal,
  is_set_up: isSetUp,
  limits: {
    most_concurrent: own.mostConcurrent,
    most_per_minute: own.mostPerMinute,
    daily_budget_usd: own.dailyBudgetUsd,
    monthly_budget_usd: own.monthlyBudgetUsd,
  },
  spent: { today_usd: spent.todayUsd, month_usd: spent.monthUsd },
  circuits: circuits.map(({ model, isOpen, openUntil, failures, reason }) => ({
    ...{ model, failures, reason },
    is_open: isOpen,
    open_until: openUntil?.toISOString() ?? null,
  })),
  models: models.map(({ id, label, operations, shutdownOn, replacedBy, typicalSeconds, price }) => ({
    ...{ id, label, operations },
    shutdown_on: shutdownOn,
    replaced_by: replacedBy,
    typical_seconds: typicalSeconds,
    price_usd: price.per === 'tariff' ? null : price.usd,
    price_per: price.per,
    price_date: price.date,
  })),
})

const showEnding = (ending: Awaited<ReturnType<ModelWatch['findEnding']>>[number]) => ({
  provider: ending.provider,
  model: ending.model,
  shutdown_on: ending.shutdownOn,
  days_left: ending.daysLeft,
  replaced_by: ending.replacedBy,
  slots: ending.slots,
})
