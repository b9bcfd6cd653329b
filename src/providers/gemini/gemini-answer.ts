import { z } from 'zod'
import type { ScratchFile, Workspace } from '../../media/scratch.ts'
import type { Model } from '../catalogue/catalogue.ts'
import { readPictureJson, toMalformed } from '../picture-in-json.ts'
import { ProviderFailure } from '../provider-failure.ts'
import type { Answer, Connection } from './gemini-connection.ts'
import { costOfNothing, type Usage, usageSchema } from './gemini-cost.ts'
import { findError, toRefusal } from './gemini-failure.ts'

const mostJsonBytes = 256 * 1024
const longestTextCharacters = 4096

const text = z.string().nullish().catch(null)
const partSchema = z
  .object({
    thought: z.boolean().nullish().catch(null),
    text,
    inlineData: z.object({ data: z.string() }).nullish().catch(null),
    inline_data: z.object({ data: z.string() }).nullish().catch(null),
  })
  .catch({})

/** Only what is read here, https://ai.google.dev/api/generate-content#generatecontentresponse */
const answerSchema = z.object({
  candidates: z
    .array(
      z.object({
        content: z
          .object({ parts: z.array(partSchema).nullish() })
          .nullish()
          .catch(null),
        finishReason: text,
      }),
    )
    .nullish(),
  promptFeedback: z.object({ blockReason: text }).nullish().catch(null),
  usageMetadata: usageSchema.optional().catch(undefined),
  responseId: text,
})

type Document = z.infer<typeof answerSchema>

interface Reading {
  workspace: Workspace
  model: Model
  signal: AbortSignal
}

export interface Drawn {
  file: ScratchFile
  usage: Usage | undefined
  /** What the service calls the call. */
  id: string | undefined
}

/** Reasons to end that are a matter of what is in the pictures; all others leave a picture out for some other reason. */
const refusalPattern = /SAFETY|PROHIBITED|RECITATION|BLOCKLIST|SPII/

export function createPictureReader({ toFailure }: Pick<Connection, 'toFailure'>) {
  /** Throws ProviderFailure for everything that is not a picture. */
  return async function readPicture(answer: Answer, reading: Reading): Promise<Drawn> {
    const { workspace, model, signal } = reading
    const call = { httpStatus: answer.status }
    const { json, fileOf } = await readPictureJson(answer.body, {
      ...{ name: 'gemini', workspace, signal, call, longestTextCharacters, mostJsonBytes },
      toFailure: (error) => toFailure(error, signal, call),
    })
    const refusal = findError(json)
    if (refusal) throw toRefusal({ ...call, error: refusal })
    const { success, data: document } = answerSchema.safeParse(json)
    if (!success) throw toMalformed('gemini', 'the answer has another shape', call)
    const data = findPicture(document)
    const usage = document.usageMetadata
    const id = document.responseId ?? undefined
    if (data === undefined) throw toNoPicture(document, answer.status, model)
    return { file: await fileOf(data), usage, id }
  }
}

const partsOf = ({ candidates }: Document) => (candidates?.[0]?.content?.parts ?? []).filter(({ thought }) => !thought)

/** The reason for which the service wants to draw nothing. */
function findRefusal({ candidates, promptFeedback }: Document): string | undefined {
  if (promptFeedback?.blockReason) return promptFeedback.blockReason
  const reason = candidates?.[0]?.finishReason ?? ''
  return refusalPattern.test(reason) ? reason : undefined
}

/** Base64, or a reference to its file. Drafts are marked as thoughts; of several pictures the last one is meant. */
function findPicture(document: Document): string | undefined {
  if (findRefusal(document) !== undefined) return undefined
  return partsOf(document)
    .map(({ inlineData, inline_data: snakeCased }) => (inlineData ?? snakeCased)?.data)
    .findLast((data) => data !== undefined)
}

function toNoPicture(document: Document, httpStatus: number, model: Model): ProviderFailure {
  const providerRequestId = document.responseId ?? undefined
  const known = { httpStatus, providerRequestId, ...costOfNothing(document.usageMetadata, model) }
  const refusal = findRefusal(document)
  if (refusal !== undefined) {
    const details = `The picture service refused this photo: ${refusal.toLowerCase().replaceAll('_', ' ')}.`
    const where = document.promptFeedback?.blockReason ? 'blocked the request' : 'blocked its picture'
    return new ProviderFailure('refused', `gemini: ${where}: ${refusal}`, { ...known, providerCode: refusal, details })
  }
  const reason = document.candidates?.[0]?.finishReason ?? undefined
  const said = partsOf(document).map((part) => part.text ?? '')
  const words = said.join(' ').replaceAll(/\s+/g, ' ').trim()
  const message = `gemini: no picture, ${reason ?? 'no candidate'}${words && `: ${words}`}`
  return new ProviderFailure('no_image', message, { ...known, providerCode: reason })
}
