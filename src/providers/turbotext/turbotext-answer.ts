import { z } from 'zod'
import { type Billed, type FailureKind, ProviderFailure } from '../provider-failure.ts'
import type { Reply } from './turbotext-connection.ts'

/** PHP writes an empty object as `[]`, and a number sometimes as text: what has another shape counts as absent. */
const lenient = <Schema extends z.ZodType>(schema: Schema) => schema.optional().catch(undefined)
const text = lenient(z.string().min(1))
const number = lenient(z.union([z.int().min(0), z.string().regex(/^\d{1,20}$/)]))
const yes = lenient(z.union([z.boolean(), z.stringbool()]))
const nothing: readonly unknown[] = [undefined, null, false, '']
const failureName = z
  .unknown()
  .optional()
  .transform((said) => {
    if (nothing.includes(said)) return undefined
    return typeof said === 'string' ? said.trim() : 'in another form'
  })

/** Only the fields that are read. https://www.turbotext.ru/photo_ai/docs/info */
const answerSchema = z.object({
  success: yes,
  error: failureName,
  action: text,
  queueid: number,
  asyncid: number,
  uploaded_image: text,
  data: lenient(
    z.object({
      uploaded_image: text,
      image: lenient(z.union([z.string().min(1), z.array(z.string().min(1)).min(1)])),
      forbidden_content: yes,
    }),
  ),
  limits: lenient(z.object({ foto_limit: number })),
})

export type Answer = z.infer<typeof answerSchema>

/** Undefined: whatever it is, it is no answer. */
export function readAnswer(reply: Reply): Answer | undefined {
  try {
    return answerSchema.safeParse(JSON.parse(reply.text)).data
  } catch {
    return undefined
  }
}

/** Photos that the tariff still allows. */
export function remainingOf({ limits }: Answer): number | undefined {
  return limits?.foto_limit === undefined ? undefined : Number(limits.foto_limit)
}

/** The documents name two places for the picture, and the service's own examples a third. */
export function pictureOf({ uploaded_image, data }: Answer): string | undefined {
  const [listed] = [data?.image ?? []].flat()
  return uploaded_image ?? data?.uploaded_image ?? listed
}

interface Meaning {
  kind: FailureKind
  details?: string
}

const noFace: Meaning = { kind: 'subject', details: 'No face was found in the photo.' }

/** Names of failures, in lower case. */
const meanings: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ['limit', { kind: 'quota_exhausted', details: 'The attempts of the Turbotext tariff are used up.' }],
  [
    'url_error',
    {
      kind: 'bad_request',
      details:
        'Turbotext could not fetch the photo: the public address of this gateway must be reachable from outside.',
    },
  ],
  ['params_error', { kind: 'bad_request', details: 'Turbotext does not take these settings.' }],
  ['size_error', { kind: 'bad_request', details: 'Turbotext does not take a photo of this size.' }],
  ['face_not_detected', noFace],
  ['face_not_found', noFace],
  ['quality_limit', { kind: 'subject', details: 'The quality of the photo is too low for Turbotext.' }],
  ['provider_busy', { kind: 'rate_limited' }],
])

const meaningOf = ({ error }: Answer): Meaning | undefined => meanings.get(error?.toLowerCase() ?? '')

/** A name as such things are named. Anything else may repeat what was sent, and must not get into a log. */
function nameOf({ error }: Answer): string | undefined {
  return error !== undefined && /^[a-z]+(_[a-z]+)*$/i.test(error) && error.length <= 40 ? error : undefined
}

/** What an answer that is not a success means; undefined for a success. */
export function failureIn(answer: Answer, reply: Reply, billed?: Billed): ProviderFailure | undefined {
  const { status: httpStatus, retryAfterMilliseconds } = reply
  const providerCode = nameOf(answer)
  const facts = { httpStatus, providerCode, billed }
  if (answer.data?.forbidden_content) return new ProviderFailure('refused', 'turbotext: forbidden_content', facts)
  const meaning = meaningOf(answer)
  // A failure that calls itself a success would be repeated, and paid for, as an answer without a picture is.
  const isFailure = answer.success === false || (meaning !== undefined && pictureOf(answer) === undefined)
  if (!isFailure) return undefined
  const says = `turbotext: ${providerCode ?? 'a failure without a name'}`
  const { kind = 'malformed', details } = meaning ?? {}
  return new ProviderFailure(kind, says, { ...facts, details, retryAfterMilliseconds })
}
