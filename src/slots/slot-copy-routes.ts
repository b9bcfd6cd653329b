import type { FastifyReply } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { type Guard, requirePerson } from '../accounts/guard.ts'
import { changeBy, seenRevision } from '../accounts/if-match.ts'
import { problemSchema, problemsOf } from '../problem.ts'
import { ifMatch } from '../route-contract.ts'
import type { Settings } from '../settings.ts'
import type { Providers } from './check-slot.ts'
import { diffSettings } from './diff-settings.ts'
import type { RemoveSlot } from './remove-slot.ts'
import { createSlotView, shownSlot, slotAnswer } from './shown-slot.ts'
import { exportedSlotSchema, type Imported, type SlotCopies } from './slot-copies.ts'
import type { Slots, StoredSlot } from './slots.ts'

interface Dependencies {
  slots: Pick<Slots, 'requireStoredRevision'>
  copies: SlotCopies
  removeSlot: RemoveSlot
  providers: Providers
  settings: Pick<Settings, 'read'>
  guard: Guard
}

const slotParams = z.object({ slotId: z.string() })
const revisionNumber = z.coerce
  .number()
  .int()
  .min(1)
  .max(2 ** 31 - 1)
const diffParams = z.object({ slotId: z.string(), before: revisionNumber, after: revisionNumber })
const newCopy = z.strictObject({ id: z.string(), name: z.string() })
const importQuery = z.strictObject({
  /** The id here; the one in the file, when left out. */
  id: z.string().optional(),
  dry_run: z.stringbool().default(false),
})
const difference = z.object({ field: z.string(), before: z.unknown().optional(), after: z.unknown().optional() })
const shownImport = z.object({
  dry_run: z.boolean(),
  /** Was there a slot of this id before? */
  exists: z.boolean(),
  missing_templates: z.array(z.object({ role: z.string(), sha256: z.string(), label: z.string() })),
  problem: z.string().nullable(),
  /** What `problem` says, one by one. */
  problems: z.array(problemSchema),
  changes: z.array(difference),
  slot: shownSlot.nullable(),
})

/** Slots compared, copied, carried to another gateway and taken away. */
export const slotCopyRoutes: FastifyPluginAsyncZod<Dependencies> = async (server, dependencies) => {
  const { slots, copies, removeSlot, guard } = dependencies
  const showSlots = createSlotView(dependencies)
  const change = guard('admin', 'slots:write')

  server.route({
    method: 'GET',
    url: '/api/slots/:slotId/revisions/:before/diff/:after',
    onRequest: guard('viewer', 'slots:read'),
    schema: {
      operationId: 'compareRevisions',
      summary: 'What differs between two revisions',
      tags: ['Slots'],
      errors: ['slot_not_found', 'not_found'],
      params: diffParams,
      response: { 200: z.array(difference) },
    },
    async handler({ params: { slotId, before, after } }) {
      const [one, other] = await Promise.all([before, after].map((at) => slots.requireStoredRevision(slotId, at)))
      return diffSettings(one?.settings, other?.settings)
    },
  })

  server.route({
    method: 'POST',
    url: '/api/slots/:slotId/duplicate',
    onRequest: change,
    schema: {
      operationId: 'duplicateSlot',
      summary: 'Make a copy of a slot',
      tags: ['Slots'],
      errors: ['slot_not_found', 'conflict'],
      answers: { 201: slotAnswer },
      params: slotParams,
      body: newCopy,
      response: { 201: shownSlot },
    },
    async handler(request, reply) {
      const slot = await copies.duplicate(request.params.slotId, request.body, requirePerson(request).email)
      return reply
        .code(201)
        .header('etag', `"${slot.revision}"`)
        .send(await showOne(slot))
    },
  })

  server.route({
    method: 'GET',
    url: '/api/slots/:slotId/export',
    onRequest: guard('viewer', 'slots:read'),
    schema: {
      operationId: 'exportSlot',
      summary: 'A slot as a file',
      tags: ['Slots'],
      errors: ['slot_not_found', 'slot_misconfigured'],
      answers: { 200: { description: 'The file.', headers: ['Content-Disposition'] } },
      params: slotParams,
      response: { 200: exportedSlotSchema },
    },
    async handler(request, reply) {
      const file = await copies.exportSlot(request.params.slotId)
      return reply.header('content-disposition', `attachment; filename="${file.id}.json"`).send(file)
    },
  })

  server.route({
    method: 'POST',
    url: '/api/slots/import',
    onRequest: change,
    schema: {
      operationId: 'importSlot',
      summary: 'Make or change a slot from a file',
      tags: ['Slots'],
      errors: ['slot_not_found', 'conflict'],
      heeds: ifMatch.partial(),
      answers: { 200: slotAnswer, 201: slotAnswer },
      querystring: importQuery,
      body: exportedSlotSchema,
      response: { 200: shownImport, 201: shownImport },
    },
    async handler(request, reply) {
      const { id = request.body.id, dry_run: isDryRun } = request.query
      const expectedRevision = seenRevision(request)
      const who = requirePerson(request).email
      return answerImport(
        reply,
        await copies.importSlot(request.body, { id, expectedRevision, isDryRun, who }),
        isDryRun,
      )
    },
  })

  server.route({
    method: 'DELETE',
    url: '/api/slots/:slotId',
    onRequest: change,
    schema: {
      operationId: 'removeSlot',
      summary: 'Delete a slot',
      tags: ['Slots'],
      errors: ['slot_not_found', 'slot_busy', 'conflict', 'precondition_required'],
      heeds: ifMatch,
      params: slotParams,
      response: { 204: z.null() },
    },
    async handler(request, reply) {
      await removeSlot(request.params.slotId, changeBy(request))
      return reply.code(204).send(null)
    },
  })

  async function showOne(slot: StoredSlot) {
    const [shown] = await showSlots([slot])
    return shown as z.infer<typeof shownSlot>
  }

  async function answerImport(reply: FastifyReply, { slot, missing, ...more }: Imported, isDryRun: boolean) {
    if (slot) reply.header('etag', `"${slot.revision}"`)
    const isMade = slot !== null && !more.exists
    const shown = slot && (await showOne(slot))
    const problems = problemsOf('invalid_settings', more.problem)
    return reply
      .code(isMade ? 201 : 200)
      .send({ dry_run: isDryRun, missing_templates: missing, ...more, problems, slot: shown })
  }
}
