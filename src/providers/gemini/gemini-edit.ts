import type { Attempt } from '../provider.ts'
import { ProviderFailure } from '../provider-failure.ts'
import { findRetryAfter } from '../retry-after.ts'
import type { Delivery, Order, ServiceOperation } from '../service.ts'
import type { createPictureReader } from './gemini-answer.ts'
import { type Access, type Connection, readSmallJson } from './gemini-connection.ts'
import { costOfPicture, estimateUsd } from './gemini-cost.ts'
import { findError, toRefusal } from './gemini-failure.ts'
import type { Files } from './gemini-files.ts'
import { type PlacedPictures, placePictures } from './gemini-pictures.ts'
import { toRequestBody } from './gemini-request.ts'
import { findGeminiProblems, type GeminiSettings, settingsSchema, toRequestConfig } from './gemini-settings.ts'

interface Dependencies {
  access: Access
  connection: Pick<Connection, 'post'>
  files: Files
  readPicture: ReturnType<typeof createPictureReader>
}

/** The service does not have a file (any more). Nothing was drawn, and nothing charged. */
class FilesGone extends Error {
  readonly names: readonly string[]

  constructor(names: readonly string[]) {
    super('gemini: files are gone')
    this.names = names
  }
}

/** One photo and its templates into one picture, https://ai.google.dev/gemini-api/docs/image-generation */
export function createEdit({ access, connection, files, readPicture }: Dependencies): ServiceOperation<GeminiSettings> {
  /** The one paid request. Whatever becomes of it, it is not made again here. */
  async function draw(order: Order, settings: GeminiSettings, pictures: PlacedPictures, attempt: Attempt) {
    const { signal } = attempt
    const { bytes, open } = toRequestBody(pictures.parts, settings.prompt, toRequestConfig(settings))
    const answer = await connection.post(`${access.baseUrl}/v1beta/models/${order.model.id}:generateContent`, {
      headers: {
        'content-type': 'application/json',
        // It stops then, instead of drawing what nobody waits for.
        'x-server-timeout': String(Math.max(1, Math.floor(attempt.remaining() / 1000))),
      },
      bytes,
      body: open(),
      signal,
    })
    const { status, headers } = answer
    if (status !== 200) {
      const error = findError(await readSmallJson(answer, signal))
      const gone = pictures.files.filter((name) => error?.message?.includes(name.slice('files/'.length)))
      if (status < 429 && gone.length > 0) throw new FilesGone(gone)
      throw toRefusal({ httpStatus: status, retryAfterMilliseconds: findRetryAfter(headers), error })
    }
    attempt.enter('download')
    return readPicture(answer, { workspace: order.workspace, model: order.model, signal })
  }

  async function drawOnce(order: Order, settings: GeminiSettings, attempt: Attempt) {
    const pictures = await placePictures(order, files, attempt.signal)
    try {
      return await draw(order, settings, pictures, attempt)
    } catch (error) {
      if (error instanceof FilesGone) files.forget(error.names)
      throw error
    } finally {
      pictures.release()
    }
  }

  /** A request that names a lost file is turned down before any work: only then it is made once more. */
  async function drawWithFiles(order: Order, settings: GeminiSettings, attempt: Attempt) {
    return drawOnce(order, settings, attempt).catch((error: unknown) => {
      if (error instanceof FilesGone) return drawOnce(order, settings, attempt)
      throw error
    })
  }

  async function obtain(order: Order, settings: GeminiSettings, attempt: Attempt): Promise<Delivery> {
    const { file, usage, id } = await drawWithFiles(order, settings, attempt).catch((error: unknown) => {
      if (!(error instanceof FilesGone)) throw error
      throw new ProviderFailure('overloaded', 'gemini: does not find files that were just uploaded', { billed: 'no' })
    })
    const cost = costOfPicture(usage, settings.parameters ?? {}, order.model)
    return { file, report: { httpStatus: 200, ...(id && { providerRequestId: id }), billed: 'yes', cost } }
  }

  return {
    settings: settingsSchema,
    templateRoles: [],
    optionalRoles: 'any',
    findProblems: findGeminiProblems,
    estimateUsd: ({ parameters = {} }, model) => estimateUsd(parameters, model),
    obtain,
  }
}
