import { type OpenAI, toStreamingFile } from 'openai'
import { z } from 'zod'
import { findParameterProblems, parametersSchema } from '../model-parameters.ts'
import { findPromptProblems } from '../model-prompt.ts'
import { readPrepared } from '../prepared-picture.ts'
import type { Attempt } from '../provider.ts'
import { ProviderFailure } from '../provider-failure.ts'
import type { Delivery, Order, PreparedImage, ServiceOperation } from '../service.ts'
import { readAnswer } from './answer.ts'
import { costOf, estimateUsd } from './cost.ts'
import { fitMask, maskRole } from './mask.ts'
import { toFailure } from './openai-failure.ts'
import { findContradictions, outputFormatOf } from './output-format.ts'

const settingsSchema = z.strictObject({
  model: z.string().describe('The model that draws.'),
  prompt: z.string().min(1).describe('What to do with the photo, and what each template is for.'),
  parameters: parametersSchema,
})

type OpenaiSettings = z.infer<typeof settingsSchema>

/**
 * A file that is read while it is sent. Not a Blob of it: when an attempt ends in the middle of sending and its files are
 * removed, reading on in a Blob fails where nobody can catch it, and takes the whole process down.
 */
function fileOf(path: string, name: string, type: PreparedImage['type']) {
  // Without a type the service refuses it.
  return toStreamingFile(readPrepared(path), `${name}.${type.slice('image/'.length)}`, { type })
}

async function toForm(order: Order, { prompt, parameters = {} }: OpenaiSettings, signal: AbortSignal) {
  const isMask = ({ role }: PreparedImage) => role === maskRole
  const pictures = [order.photo, ...order.templates.filter((template) => !isMask(template))]
  const mask = order.templates.find(isMask)
  const fitted = mask && (await fitMask(mask, order, signal))
  return {
    ...parameters,
    model: order.model.id,
    prompt,
    output_format: outputFormatOf(parameters),
    image: pictures.map(({ path, type }, place) => fileOf(path, place === 0 ? 'photo' : `template-${place}`, type)),
    ...(fitted && { mask: fileOf(fitted.path, 'mask', 'image/png') }),
  } as OpenAI.ImageEditParamsNonStreaming // the parameters are the catalogue's, which knows more than the package
}

function findProblems({ prompt, parameters = {} }: OpenaiSettings, model: Order['model'], roles: readonly string[]) {
  const problems = [
    ...findParameterProblems(parameters, model),
    ...findContradictions(parameters),
    ...findPromptProblems(prompt, model),
  ]
  if (roles.includes(maskRole) && !model.input.mask) problems.push({ field: 'model', says: 'takes no mask' })
  return problems
}

/** Image editing, https://developers.openai.com/api/reference/resources/images/methods/edit */
export function createEdit(client: OpenAI): ServiceOperation<OpenaiSettings> {
  return {
    settings: settingsSchema,
    templateRoles: [],
    optionalRoles: 'any',
    findProblems,
    estimateUsd: ({ parameters = {} }, model) => estimateUsd(parameters, model),

    async obtain(order: Order, settings: OpenaiSettings, attempt: Attempt): Promise<Delivery> {
      const { signal } = attempt
      const form = await toForm(order, settings, signal)
      const response = await client.images
        .edit(form, { signal })
        .asResponse() // unread: the package would hold the picture in memory several times
        .catch((error: unknown) => {
          throw toFailure(error, signal)
        })
      attempt.enter('download')
      const providerRequestId = response.headers.get('x-request-id') ?? undefined
      const call = { httpStatus: response.status, providerRequestId }
      const { picture, usage } = await readAnswer(response, { workspace: order.workspace, signal, call })
      const cost = costOf(usage, settings.parameters ?? {}, order.model)
      if (!picture) {
        const charged = usage && usage.output_tokens > 0 ? ({ billed: 'yes', cost } as const) : {}
        throw new ProviderFailure('no_image', 'openai: answered without a picture', { ...call, ...charged })
      }
      const id = providerRequestId === undefined ? {} : { providerRequestId }
      return { file: picture, report: { httpStatus: call.httpStatus, ...id, billed: 'yes', cost } }
    },
  }
}
