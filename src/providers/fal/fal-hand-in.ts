import type { FalClient } from '@fal-ai/client'
import { GatewayError } from '../../errors.ts'
import type { Model } from '../catalogue/catalogue.ts'
import { chainOf } from '../network-failure.ts'
import type { Attempt, RemoteWork } from '../provider.ts'
import type { Order, PreparedImage } from '../service.ts'
import { readAddress, readSubmitted } from './fal-answers.ts'
import { asFalCallError } from './fal-call-error.ts'
import type { ConnectToFal } from './fal-connection.ts'
import { type FalStep, failureOf } from './fal-failures.ts'
import { inputOf } from './fal-input.ts'
import { type FalSettings, findFalProblems } from './fal-settings.ts'

interface Dependencies {
  connect: ConnectToFal
  webhookUrl: string | undefined
}

/**
 * Whoever holds the address of a file at fal can read it, and the machines that do the work need to read it without a
 * key, https://fal.ai/docs/documentation/model-apis/fal-cdn. So nothing forbids it; it is gone soon.
 */
const photoLivesSeconds = 600
const resultLivesSeconds = 3600
/** The client demands more than one. */
const leastStartSeconds = 2

/** What the client throws, in the router's words. */
export async function during<Value>(step: FalStep, signal: AbortSignal, work: Promise<Value>): Promise<Value> {
  try {
    return await work
  } catch (error) {
    signal.throwIfAborted()
    const broken = asFalCallError(error)
    for (const each of chainOf(broken.original)) if (each instanceof GatewayError) throw each
    throw failureOf(broken, step)
  }
}

async function upload(client: FalClient, blob: Blob): Promise<string> {
  return readAddress(await client.storage.upload(blob, { lifecycle: { expiresIn: photoLivesSeconds } }))
}

/** Beyond this it could not be done in time any more, so fal may as well give up. */
function startSeconds({ typicalSeconds }: Model, attempt: Attempt): number {
  return Math.max(leastStartSeconds, Math.floor(attempt.remaining() / 1000 - typicalSeconds.p50))
}

/** Brings pictures and wishes to fal: the one call of an attempt that costs something. Throws ProviderFailure. */
export function createFalHandIn({ connect, webhookUrl }: Dependencies) {
  /** All at once; the first that fails ends the others. */
  async function uploadAll(images: readonly PreparedImage[], signal: AbortSignal): Promise<Map<PreparedImage, string>> {
    const stop = new AbortController()
    // The client only looks at the type; the bytes come from the disk.
    const blobs = images.map((image) => [new Blob([], { type: image.type }), image] as const)
    const client = connect({ signal: AbortSignal.any([signal, stop.signal]), files: new Map(blobs) })
    try {
      const pairs = blobs.map(async ([blob, image]) => [image, await upload(client, blob)] as const)
      return new Map(await during('upload', signal, Promise.all(pairs)))
    } finally {
      stop.abort()
    }
  }

  return async function handIn(order: Order, settings: FalSettings, attempt: Attempt): Promise<RemoteWork> {
    const { model, photo, templates } = order
    const { signal } = attempt
    const roles = templates.map(({ role }) => role)
    const [problem] = findFalProblems(settings, model, roles)
    // Stored settings may be older than the catalogue; what fal would refuse is not sent.
    if (problem) throw new GatewayError('slot_misconfigured', `fal: ${problem.field} ${problem.says}`)
    const addresses = await uploadAll([photo, ...templates], signal)
    const submitting = connect({ signal }).queue.submit(model.id, {
      input: inputOf(order, settings, (image) => addresses.get(image) ?? ''),
      abortSignal: signal,
      startTimeout: startSeconds(model, attempt),
      storageSettings: { expiresIn: resultLivesSeconds },
      headers: { 'x-fal-no-retry': '1' },
      ...(webhookUrl !== undefined && { webhookUrl }),
    })
    const { request_id: id, status_url: statusUrl } = await during('submit', signal, submitting.then(readSubmitted))
    const work = { id, model: model.id, ...(statusUrl !== undefined && { statusUrl }) }
    await attempt.remember(work)
    return work
  }
}
