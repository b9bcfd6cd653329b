import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { type Guard, requirePerson } from '../../accounts/guard.ts'
import { idSchema } from '../ids.ts'
import type { MailOutbox } from './outbox.ts'
import { showMail, shownMail } from './shown-mail.ts'

interface Dependencies {
  outbox: Pick<MailOutbox, 'list' | 'retry'>
  guard: Guard
}

const tags = ['pix.immo galleries']

/** What became of the mails, and the button for those that failed. */
export const pixMailRoutes: FastifyPluginAsyncZod<Dependencies> = async (server, { outbox, guard }) => {
  server.get(
    '/api/pix/mails',
    {
      onRequest: guard('viewer', 'pix:read'),
      schema: {
        ...{ operationId: 'listPixMails', summary: 'Mails to customers, the newest first', tags },
        querystring: z.strictObject({
          job: idSchema.optional(),
          status: shownMail.shape.status.optional(),
          limit: z.coerce.number().int().min(1).max(200).default(50),
        }),
        response: { 200: z.object({ mails: z.array(shownMail) }) },
      },
    },
    async (request) => {
      const { job, status, limit } = request.query
      return { mails: (await outbox.list({ jobId: job, status, limit })).map(showMail) }
    },
  )

  server.post(
    '/api/pix/mails/:mailId/retry',
    {
      onRequest: guard('operator', 'pix:write'),
      schema: {
        ...{
          operationId: 'retryPixMail',
          summary: 'Send a mail that has failed once more',
          tags,
          errors: ['not_found'],
        },
        params: z.object({ mailId: z.uuid() }),
        response: { 202: shownMail },
      },
    },
    async (request, reply) => {
      const mail = await outbox.retry(request.params.mailId, requirePerson(request).email)
      return reply.code(202).send(showMail(mail))
    },
  )
}
