import multipart from '@fastify/multipart'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { type Guard, requirePerson } from '../accounts/guard.ts'
import type { Clock } from '../clock.ts'
import { createDeadline } from '../deadline.ts'
import { GatewayError } from '../errors.ts'
import type { JobLinks, Links } from '../links.ts'
import { problemSchema, problemsOf } from '../problem.ts'
import type { Completions } from '../queue/completions.ts'
import { isFinal } from '../queue/job.ts'
import { nameField, type TestRuns, type TriedJob } from '../queue/test-runs.ts'
import { type Answer, bytes } from '../route-contract.ts'
import { describeJob } from './answers.ts'
import { parsePrefer } from './prefer.ts'
import { publicJob } from './public-job.ts'
import type { StartTestRun } from './test-run.ts'

interface Dependencies {
  startTestRun: StartTestRun
  testRuns: TestRuns
  completions: Pick<Completions, 'waitFor'>
  links: Links
  guard: Guard
  clock: Clock
}

const mostWaitSeconds = 60

const triedJob = publicJob.extend({
  name: z.string().nullable(),
  /** From the start of the work to its end; null until then. */
  milliseconds: z.number().nullable(),
  /** Null until the end, and where the service does not say. */
  cost_usd: z.number().nullable(),
  /** What `details` says beyond `failure_reason`. */
  problems: z.array(problemSchema),
  /** What was tried. */
  settings: z.unknown(),
})
const comparedRun = z.object({ test_run_id: z.uuid(), slot: z.string(), configurations: z.array(triedJob) })
const singleRun = triedJob.extend({ test_run_id: z.uuid(), slot: z.string() })
const shownRun = z.union([singleRun, comparedRun])
const runAnswer: Answer = { description: 'What became of it so far.', headers: ['Location'] }
const testRunForm = {
  type: 'multipart/form-data',
  body: z.object({
    file: bytes,
    settings: z.string().optional().describe('JSON: fields of the settings to change.'),
    configurations: z.string().optional().describe('JSON: up to six of `{name, settings}`, instead of `settings`.'),
  }),
}

/** Settings tried out on a photo before anybody saves them. */
export const testRunRoutes: FastifyPluginAsyncZod<Dependencies> = async (server, dependencies) => {
  const { startTestRun, testRuns, completions, links, guard, clock } = dependencies
  await server.register(multipart, { throwFileSizeLimit: false })

  server.route({
    method: 'POST',
    url: '/api/slots/:slotId/test-run',
    onRequest: guard('operator', 'jobs:write'),
    schema: {
      operationId: 'startTestRun',
      summary: 'Try a photo with unsaved settings, up to six at once',
      tags: ['Test runs'],
      errors: [
        'slot_not_found',
        'invalid_settings',
        'upload_timeout',
        'unsupported_media_type',
        'unreadable_image',
        'queue_full',
        'rate_limited',
        'storage_full',
        'slot_misconfigured',
      ],
      takes: testRunForm,
      heeds: z.object({ prefer: z.string().optional() }),
      answers: { 200: runAnswer, 202: runAnswer },
      params: z.object({ slotId: z.string() }),
      response: { 200: shownRun, 202: shownRun },
    },
    async handler(request, reply) {
      const { testRunId, jobIds, isCompared } = await startTestRun(
        request,
        request.params.slotId,
        requirePerson(request).email,
      )
      await waitFor(jobIds, request, reply)
      const tried = await testRuns.find(testRunId)
      const body = isCompared
        ? showRun(testRunId, tried, links.linksFor(request))
        : showSingle(testRunId, tried, links.linksFor(request))
      const isOver = tried.every(({ job }) => isFinal(job.status))
      const location = isCompared ? `/api/test-runs/${testRunId}` : links.linksFor(request).status(jobIds[0] ?? '')
      return reply
        .code(isOver ? 200 : 202)
        .header('location', location)
        .send(body)
    },
  })

  server.route({
    method: 'GET',
    url: '/api/test-runs/:testRunId',
    onRequest: guard('viewer', 'jobs:read'),
    schema: {
      operationId: 'readTestRun',
      summary: 'What became of a test run',
      tags: ['Test runs'],
      errors: ['job_not_found'],
      params: z.object({ testRunId: z.uuid() }),
      response: { 200: comparedRun },
    },
    async handler(request) {
      const { testRunId } = request.params
      return showRun(testRunId, await testRuns.find(testRunId), links.linksFor(request))
    },
  })

  /** As long as the caller said, by default not at all; the work goes on whoever leaves. */
  async function waitFor(jobIds: string[], request: FastifyRequest, { raw }: FastifyReply): Promise<void> {
    const seconds = Math.min(parsePrefer(request.headers.prefer).waitSeconds ?? 0, mostWaitSeconds)
    if (seconds === 0) return
    const gone = new AbortController()
    raw.once('close', () => gone.abort())
    const deadline = createDeadline(clock, seconds * 1000)
    await Promise.all(jobIds.map((id) => completions.waitFor(id, deadline, { signal: gone.signal })))
  }
}

function showTried({ job, milliseconds, costUsd }: TriedJob, links: JobLinks) {
  const name = job.clientFields[nameField] ?? null
  const problems = problemsOf(job.failureReason, job.details)
  return { ...describeJob(job, links), name, milliseconds, cost_usd: costUsd, problems, settings: job.settings }
}

function showRun(testRunId: string, tried: TriedJob[], links: JobLinks) {
  const [first] = tried
  if (!first) throw new GatewayError('job_not_found', 'unknown', { details: 'There is no test run with this id.' })
  const configurations = tried.map((each) => showTried(each, links))
  return { test_run_id: testRunId, slot: first.job.slotId, configurations }
}

function showSingle(testRunId: string, tried: TriedJob[], links: JobLinks) {
  const { slot, configurations } = showRun(testRunId, tried, links)
  const [only] = configurations
  return { ...(only as z.infer<typeof triedJob>), test_run_id: testRunId, slot }
}
