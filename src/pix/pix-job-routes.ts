import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { type Guard, requirePerson } from '../accounts/guard.ts'
import type { PixJob } from './final-rows.ts'
import { idSchema } from './ids.ts'
import type { JobPosition, PixJobs } from './pix-jobs.ts'
import type { PixLocale } from './rooms.ts'
import {
  columnsOf,
  jobChange,
  newJob,
  newShoot,
  shootColumnsOf,
  shootWish,
  showJob,
  shownJob,
  shownShoot,
  showShoot,
} from './shown-job.ts'

interface Dependencies {
  pixJobs: PixJobs
  guard: Guard
  /** Of jobs that name none. */
  locale: PixLocale
}

const params = z.object({ jobId: z.string() })
const shootParams = z.object({ shootId: z.string() })
const tags = ['pix.immo']
const query = z.strictObject({
  status: z.enum(['open', 'closed']).optional(),
  text: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .regex(/^[^\0]*$/, 'has a zero character')
    .optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().refine(positionIn, 'is not the `next` of an earlier answer').optional(),
})

/** Jobs and shoots of the pix.immo side. */
export const pixJobRoutes: FastifyPluginAsyncZod<Dependencies> = async (server, { pixJobs, guard, locale }) => {
  const mayRead = guard('viewer', 'pix:read')
  const mayWrite = guard('operator', 'pix:write')

  async function show(job: PixJob) {
    const counts = await pixJobs.countImages([job.id])
    return showJob(job, counts.get(job.id))
  }

  server.route({
    method: 'GET',
    url: '/api/pix/jobs',
    onRequest: mayRead,
    schema: {
      operationId: 'listPixJobs',
      summary: 'Jobs of pix.immo, the newest first',
      tags,
      querystring: query,
      response: { 200: z.object({ jobs: z.array(shownJob), next: z.string().nullable() }) },
    },
    async handler({ query: { limit, cursor, ...wanted } }) {
      const after = cursor === undefined ? undefined : positionIn(cursor)
      const found = await pixJobs.list({ ...wanted, after, limit: limit + 1 })
      const jobs = found.slice(0, limit)
      const counts = await pixJobs.countImages(jobs.map(({ id }) => id))
      const last = found.length > limit ? jobs.at(-1) : undefined
      return { jobs: jobs.map((job) => showJob(job, counts.get(job.id))), next: last ? cursorAt(last) : null }
    },
  })

  server.route({
    method: 'POST',
    url: '/api/pix/jobs',
    onRequest: mayWrite,
    schema: {
      operationId: 'createPixJob',
      summary: 'Begin a job, with its folders and its first shoot',
      tags,
      errors: ['conflict', 'storage_full'],
      body: newJob,
      response: { 201: shownJob.extend({ shoots: z.array(shownShoot) }) },
    },
    async handler(request, reply) {
      const { id, job_number: jobNumber, shoot = {}, ...wish } = request.body
      const { id: shootId, source = 'upload', ...shootWish } = shoot
      const { job, shoot: first } = await pixJobs.create(
        { locale, ...columnsOf(wish), id, jobNumber },
        { id: shootId, source, ...shootColumnsOf(shootWish) },
        requirePerson(request).email,
      )
      return reply.code(201).send({ ...showJob(job), shoots: [showShoot(first)] })
    },
  })

  server.route({
    method: 'GET',
    url: '/api/pix/jobs/:jobId',
    onRequest: mayRead,
    schema: {
      operationId: 'readPixJob',
      summary: 'One job',
      tags,
      errors: ['pix_job_not_found'],
      params,
      response: { 200: shownJob.extend({ shoots: z.array(shownShoot) }) },
    },
    async handler({ params: { jobId } }) {
      const job = await pixJobs.require(jobId)
      return { ...(await show(job)), shoots: (await pixJobs.listShoots(jobId)).map(showShoot) }
    },
  })

  server.route({
    method: 'PATCH',
    url: '/api/pix/jobs/:jobId',
    onRequest: mayWrite,
    schema: {
      operationId: 'changePixJob',
      summary: 'Change what is mentioned; close a job, or open it again',
      tags,
      errors: ['pix_job_not_found'],
      params,
      body: jobChange,
      response: { 200: shownJob },
    },
    async handler(request) {
      const { status, ...wish } = request.body
      const change = { ...columnsOf(wish), ...(status && { status }) }
      return show(await pixJobs.change(request.params.jobId, change, requirePerson(request).email))
    },
  })

  server.route({
    method: 'GET',
    url: '/api/pix/jobs/:jobId/shoots',
    onRequest: mayRead,
    schema: {
      operationId: 'listPixShoots',
      summary: 'The shoots of a job',
      tags,
      errors: ['pix_job_not_found'],
      params,
      response: { 200: z.object({ shoots: z.array(shownShoot) }) },
    },
    handler: async ({ params: { jobId } }) => ({ shoots: (await pixJobs.listShoots(jobId)).map(showShoot) }),
  })

  server.route({
    method: 'POST',
    url: '/api/pix/jobs/:jobId/shoots',
    onRequest: mayWrite,
    schema: {
      operationId: 'createPixShoot',
      summary: 'Add a shoot to a job',
      tags,
      errors: ['pix_job_not_found', 'conflict'],
      params,
      body: newShoot,
      response: { 201: shownShoot },
    },
    async handler(request, reply) {
      const { id, source = 'upload', ...wish } = request.body
      const shoot = { id, source, ...shootColumnsOf(wish) }
      const made = await pixJobs.addShoot(request.params.jobId, shoot, requirePerson(request).email)
      return reply.code(201).send(showShoot(made))
    },
  })

  server.route({
    method: 'GET',
    url: '/api/pix/shoots/:shootId',
    onRequest: mayRead,
    schema: {
      operationId: 'readPixShoot',
      summary: 'One shoot',
      tags,
      errors: ['shoot_not_found'],
      params: shootParams,
      response: { 200: shownShoot },
    },
    handler: async ({ params: { shootId } }) => showShoot(await pixJobs.requireShoot(shootId)),
  })

  server.route({
    method: 'PATCH',
    url: '/api/pix/shoots/:shootId',
    onRequest: mayWrite,
    schema: {
      operationId: 'changePixShoot',
      summary: 'Change what is mentioned of a shoot',
      tags,
      errors: ['shoot_not_found', 'conflict'],
      params: shootParams,
      body: shootWish.partial(),
      response: { 200: shownShoot },
    },
    async handler(request) {
      const wish = shootColumnsOf(request.body)
      return showShoot(await pixJobs.changeShoot(request.params.shootId, wish, requirePerson(request).email))
    },
  })
}

const cursorAt = ({ createdAt, id }: PixJob) => `${createdAt.toISOString()}_${id}`

/** An id may have the mark in it; a moment has none. */
function positionIn(cursor: string): JobPosition | undefined {
  const mark = cursor.indexOf('_')
  const given = { createdAt: cursor.slice(0, mark), id: cursor.slice(mark + 1) }
  const { data } = z.object({ createdAt: z.iso.datetime(), id: idSchema }).safeParse(given)
  return data && { createdAt: new Date(data.createdAt), id: data.id }
}
