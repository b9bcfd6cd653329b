import { z } from 'zod'
import type { FailureCode } from '../errors.ts'
import { type AnswerHeader, bytes } from '../route-contract.ts'
import { publicJob } from './public-job.ts'

/** Why a photo is not taken in. */
const refusals = [
  ...(['invalid_request', 'invalid_password', 'slot_not_found', 'slot_disabled', 'upload_timeout'] as const),
  ...(['idempotency_conflict', 'payload_too_large', 'unsupported_media_type', 'unreadable_image'] as const),
  ...(['rate_limited', 'queue_full', 'slot_misconfigured', 'unavailable', 'storage_full'] as const),
] satisfies FailureCode[]
/** How the work on it ends without a picture. */
const failures = [
  ...(['provider_error', 'provider_refused', 'provider_no_image', 'provider_timeout'] as const),
  ...(['budget_exhausted', 'cancelled', 'result_expired'] as const),
] satisfies FailureCode[]

const headers: AnswerHeader[] = [
  ...(['X-Job-Id', 'X-Result-Url', 'X-Result-Expires-At', 'Server-Timing', 'Cache-Control'] as const),
  ...(['X-Duplicate', 'X-Fallback', 'Content-Disposition'] as const),
]
const inlinePicture = publicJob
  .partial()
  .required({ job_id: true, status: true })
  .extend({
    result_inline_base64: z.string().describe('The picture. Nothing keeps it at rest.'),
  })

/** What a booth sends and what it is answered; the route's own `params` are judged with its head. */
export const photoSchema = {
  summary: 'Send a photo, get the picture',
  tags: ['Photos'],
  description:
    'Answers inside the window of the slot, or 504. The parts may come in any order; parts that are not named here are kept with the job. ' +
    'The query is ignored. `Accept: application/json` asks for the picture inside of JSON. Any other method is answered 405 `method_not_allowed`.',
  errors: [...refusals, ...failures],
  heeds: z.object({
    prefer: z.string().optional().describe('`respond-async`, `wait=10`.'),
    'idempotency-key': z.string().max(255).optional().describe('The same key: the same answer, for 24 hours.'),
  }),
  takes: {
    type: 'multipart/form-data',
    body: z
      .object({
        fileToUpload: bytes.optional().describe('The photo: JPEG, PNG, WebP, HEIC or AVIF.'),
        file: bytes.optional().describe('The same under another name.'),
        password: z.string().optional().describe('Unless the slot is open. Also as `Authorization: Bearer`.'),
        hash: z.string().optional(),
        hash_hex: z.string().optional(),
      })
      .catchall(z.string()),
  },
  answers: {
    200: {
      description: 'The picture, in the form that the slot or the caller wants.',
      content: { 'image/*': bytes, 'application/json': inlinePicture, 'multipart/mixed': bytes },
      headers,
    },
    202: {
      description: 'Taken in; the work goes on.',
      content: { 'application/json': publicJob },
      headers: [...headers, 'Location' as const],
    },
  },
}
