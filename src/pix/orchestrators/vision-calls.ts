import { z } from 'zod'
import type { PixConfig } from '../../pix-config.ts'
import type { AskService, Outcome } from './ask-service.ts'
import type { FalCalls } from './fal-calls.ts'
import type { ModelNames } from './model-names.ts'
import { estimatedMicros } from './service-prices.ts'

interface Dependencies {
  config: PixConfig['vision']
  fal: FalCalls
  ask: AskService
  nameOf: ModelNames
}

interface Look {
  imageId: string
  copy: Buffer
  inputSha256: string
  signal: AbortSignal
}

const number = z.number()
/** https://fal.ai/models/fal-ai/florence-2-large/object-detection/api: pixels of the picture that was sent; no score. */
const boxesSchema = z.object({
  results: z.object({
    bboxes: z.array(z.object({ x: number, y: number, w: number, h: number, label: z.string() })).max(1000),
  }),
})
const textSchema = z.object({ results: z.string().max(20_000) })

export type FoundBox = z.infer<typeof boxesSchema>['results']['bboxes'][number]

/** What Florence-2 is asked about a picture: three questions, at once as far as there are places. */
export function createVisionCalls({ config, fal, ask, nameOf }: Dependencies) {
  async function askModel<Schema extends z.ZodType>(
    id: string,
    schema: Schema,
    { imageId, copy, inputSha256, signal }: Look,
  ) {
    const model = nameOf(id)
    return ask({
      question: {
        imageId,
        stage: 'vision',
        provider: 'fal',
        model,
        inputSha256,
        estimateMicros: estimatedMicros.detect,
      },
      ...{ schema, signal, timeoutMilliseconds: config.timeoutMilliseconds },
      work: (how) =>
        fal.call({
          model,
          pictures: [{ bytes: copy, type: 'image/jpeg' }],
          input: ([address]) => ({ image_url: address }),
          ...how,
        }),
    })
  }

  return async function look(wanted: Look) {
    const { objectDetection, caption, regionalCaption } = config.models
    // All three end before anything is thrown: what has succeeded is on record then, and not asked again.
    const ended = await Promise.allSettled([
      askModel(objectDetection, boxesSchema, wanted),
      askModel(caption, textSchema, wanted),
      askModel(regionalCaption, boxesSchema, wanted),
    ])
    const broken = ended.find((each) => each.status === 'rejected')
    if (broken) throw broken.reason
    const [objects, text, regions] = ended as {
      [Index in keyof typeof ended]: (typeof ended)[Index] & { status: 'fulfilled' }
    }
    return {
      objects: map(objects.value, ({ results }) => results.bboxes),
      caption: map(text.value, ({ results }) => results),
      regions: map(regions.value, ({ results }) => results.bboxes),
    }
  }
}

export type VisionLook = ReturnType<typeof createVisionCalls>
export type Seen = Awaited<ReturnType<VisionLook>>

function map<From, To>(outcome: Outcome<From>, choose: (from: From) => To): Outcome<To> {
  return outcome.kind === 'answered' ? { ...outcome, answer: choose(outcome.answer) } : outcome
}
