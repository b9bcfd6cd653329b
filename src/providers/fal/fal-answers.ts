import { z } from 'zod'
import type { Model } from '../catalogue/catalogue.ts'
import { ProviderFailure } from '../provider-failure.ts'
import { FalCallError } from './fal-call-error.ts'

/** Becomes part of a path. */
const requestId = z.string().regex(/^[\w-]{1,100}$/)

/** https://fal.ai/docs/documentation/model-apis/inference/queue; only what is read here. */
const submittedSchema = z.object({ request_id: requestId, status_url: z.url().max(500).optional().catch(undefined) })
const statusSchema = z.object({ status: z.enum(['IN_QUEUE', 'IN_PROGRESS', 'COMPLETED']) })

export const isRequestId = (text: unknown): text is string => requestId.safeParse(text).success

/** Throws FalCallError for an answer of another shape. */
function read<Schema extends z.ZodType>(schema: Schema, answer: unknown): z.infer<Schema> {
  const read = schema.safeParse(answer)
  if (read.success) return read.data
  throw new FalCallError('unreadable', 'an answer of another shape')
}

export const readSubmitted = (answer: unknown) => read(submittedSchema, answer)
export const readStatus = (answer: unknown) => read(statusSchema, answer).status
export const readAddress = (answer: unknown) => read(z.url(), answer)

export interface FoundPicture {
  /** https, or data with the picture itself. */
  address: string
  /** Of the picture, where the model tells its size. */
  megapixels: number | undefined
}

const sizeSchema = z.object({ width: z.number().positive(), height: z.number().positive() })
const suspectsSchema = z.object({ has_nsfw_concepts: z.array(z.boolean()) })

function walk(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, key) => {
    const holder = typeof inner === 'object' && inner !== null ? inner : {}
    return Object.hasOwn(holder, key) ? (holder as Record<string, unknown>)[key] : undefined
  }, value)
}

/**
 * The picture in what a model has answered. Throws ProviderFailure: `refused` for the black one that stands for
 * something indecent, `no_image`, or `malformed`.
 */
export function findPicture({ resultPath }: Model, data: unknown, id: string): FoundPicture {
  const failure = (kind: 'refused' | 'no_image' | 'malformed', says: string, providerCode?: string) =>
    new ProviderFailure(kind, `fal: ${says}`, { httpStatus: 200, providerRequestId: id, providerCode, billed: 'yes' })
  const path = (resultPath ?? 'images.0.url').split('.')
  const suspects = suspectsSchema.safeParse(data)
  if (suspects.success && suspects.data.has_nsfw_concepts.includes(true)) {
    throw failure('refused', 'the model has blackened the picture', 'has_nsfw_concepts')
  }
  if (walk(data, path.slice(0, 1)) === undefined) throw failure('malformed', `no ${path[0]} in the result`)
  const address = walk(data, path)
  if (address === undefined || address === null) throw failure('no_image', 'the result has no picture')
  if (typeof address !== 'string' || !/^(https?:|data:)/i.test(address)) {
    throw failure('malformed', 'the result has something else instead of a picture')
  }
  const size = sizeSchema.safeParse(walk(data, path.slice(0, -1)))
  return { address, megapixels: size.success ? (size.data.width * size.data.height) / 1e6 : undefined }
}
