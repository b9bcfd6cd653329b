import { z } from 'zod'
import type { PixImage } from './claim-image.ts'
import * as field from './shapes/fields.ts'
import { imageMetaShape } from './shapes/image-meta.ts'

/**
 * What the pipeline has found out about an image and what has no column of its own. It stands in `meta_fields.pipeline`
 * with the revision it is about; what is about another delivery is not believed.
 */
const factsSchema = z.object({
  revision: z.int().positive(),
  orientation: z.int().min(1).max(8),
  /** The delivered file without what it tells beside its picture. */
  bare: z.object({ sha256: field.sha256, bytes: field.bytes }),
  privacy: imageMetaShape.schema.shape.privacy,
  warnings: z.array(field.remark),
})

export type ImageFacts = z.infer<typeof factsSchema>

export function factsOf({ metaFields, revision }: PixImage): ImageFacts | undefined {
  const { data } = factsSchema.safeParse(metaFields.pipeline)
  return data?.revision === revision ? data : undefined
}
