import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { type Guard, requirePerson } from '../accounts/guard.ts'
import { GatewayError } from '../errors.ts'
import type { Store } from '../media/store.ts'
import { candidatesIn } from './cleanup.ts'
import type { PrivacyMode } from './disclosure.ts'
import type { PixImage } from './final-rows.ts'
import { imageIdSchema } from './ids.ts'
import { factsOf } from './image-facts.ts'
import { visionKey } from './keys.ts'
import type { PixImages } from './pix-images.ts'
import * as field from './shapes/fields.ts'
import { visionShape } from './shapes/vision.ts'
import { showImage, shownImage } from './shown-image.ts'

interface Dependencies {
  pixImages: Pick<PixImages, 'require' | 'decidePrivacy' | 'decideCleanup'>
  store: Pick<Store, 'read'>
  guard: Guard
  privacyMode: PrivacyMode
}

const checked = z.enum(['done', 'skipped', 'failed'])
const shownFindings = z
  .object({
    privacy: z
      .object({
        status: field.verdict,
        checked_at: field.moment,
        checks: z.object({ faces: checked, plates: checked, logos: checked, text: checked }),
        findings: z.array(
          z.object({
            type: z.enum(['face', 'plate', 'logo', 'text']),
            subtype: z.enum(['house_number', 'license_plate']).nullable(),
            box: field.box,
            score: field.share.nullable(),
          }),
        ),
      })
      .nullable()
      .describe('Null: nobody has looked at it yet.'),
    leaves: z
      .enum(['nothing', 'blurred', 'as_it_is'])
      .describe('What services get of it: see AI_PRIVACY_MODE. Nothing of the file beside its pixels leaves.'),
    warnings: z.array(field.remark).describe('Steps that failed without holding the image back.'),
    objects: z.array(field.found),
    cleanup_candidates: z.array(field.cleanupCandidate),
  })
  .meta({ id: 'PixFindings' })

const params = z.object({ imageId: z.string() })
const tags = ['pix.immo']

/** What was found in an image, and what a person decides about it. */
export const findingRoutes: FastifyPluginAsyncZod<Dependencies> = async (server, dependencies) => {
  const { pixImages, store, guard, privacyMode } = dependencies

  server.route({
    method: 'GET',
    url: '/api/pix/images/:imageId/findings',
    onRequest: guard('viewer', 'pix:read'),
    schema: {
      ...{ operationId: 'readPixFindings', summary: 'What was found in an image', tags, params },
      ...{ errors: ['image_not_found'], response: { 200: shownFindings } },
    },
    async handler(request) {
      const image = await pixImages.require(idIn(request.params))
      const facts = factsOf(image)
      const privacy = facts?.privacy ?? null
      return {
        privacy: privacy && { ...privacy, status: image.privacyStatus },
        leaves: leavesOf(image, privacy?.findings.length ?? 0),
        warnings: facts?.warnings ?? [],
        objects: await findObjects(image),
        cleanup_candidates: candidatesIn(image.cleanupCandidates),
      }
    },
  })

  server.route({
    method: 'POST',
    url: '/api/pix/images/:imageId/privacy',
    onRequest: guard('admin', 'pix:write'),
    schema: {
      ...{ operationId: 'decidePixPrivacy', summary: 'Say whether an image may leave for services', tags, params },
      description:
        'clear: as it is, whatever was found. flag: as its findings say; one without any does not leave at all.',
      errors: ['image_not_found', 'conflict'],
      body: z.strictObject({ decision: z.enum(['clear', 'flag']) }),
      response: { 200: shownImage },
    },
    async handler(request) {
      const isClear = request.body.decision === 'clear'
      return showImage(await pixImages.decidePrivacy(idIn(request.params), isClear, requirePerson(request).email))
    },
  })

  server.route({
    method: 'PATCH',
    url: '/api/pix/images/:imageId/cleanup/:candidateId',
    onRequest: guard('operator', 'pix:write'),
    schema: {
      ...{ operationId: 'decidePixCleanup', summary: 'Say whether something could be taken out of an image', tags },
      description: 'dismissed: it may stay; it is neither counted nor offered any more. open: it could be taken out.',
      errors: ['image_not_found', 'not_found'],
      params: params.extend({ candidateId: z.string() }),
      body: z.strictObject({ state: z.enum(['open', 'dismissed']) }),
      response: { 200: field.cleanupCandidate },
    },
    handler: (request) =>
      pixImages.decideCleanup(
        idIn(request.params),
        { candidate: request.params.candidateId, state: request.body.state },
        requirePerson(request).email,
      ),
  })

  /** As the gate to services does it. */
  function leavesOf(image: PixImage, findings: number): 'nothing' | 'blurred' | 'as_it_is' {
    if (image.privacyStatus === 'unchecked' || !factsOf(image)?.privacy) return 'nothing'
    if (image.privacyStatus !== 'flagged') return 'as_it_is'
    return privacyMode === 'blur' && findings > 0 ? 'blurred' : 'nothing'
  }

  async function findObjects({ visionDone, shootId, id: imageId }: PixImage) {
    const bytes = visionDone ? await store.read(visionKey({ shootId, imageId })) : undefined
    return bytes ? visionShape.read(bytes).objects : []
  }
}

function idIn({ imageId }: { imageId: string }): string {
  if (!imageIdSchema.safeParse(imageId).success) throw new GatewayError('image_not_found', 'not an id')
  return imageId
}
