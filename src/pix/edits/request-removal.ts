import { type Clock, pause } from '../../clock.ts'
import type { Database } from '../../database.ts'
import { GatewayError } from '../../errors.ts'
import { inImagingPlace } from '../../media/imaging.ts'
import type { Store } from '../../media/store.ts'
import { maskKey, versionKey } from '../keys.ts'
import { notConfigured } from '../orchestrators/orchestrator.ts'
import { overBudget, withheld } from '../orchestrators/segment.ts'
import { sha256Of } from '../orchestrators/service-copy.ts'
import { failureOfGivingUp } from '../orchestrators/service-picture.ts'
import { writeVerified } from '../stored-files.ts'
import type { Version } from '../versions.ts'
import { type Edit, type Edits, requireVersion } from './edits.ts'
import { fromMask, type GivenMask, readMask } from './mask.ts'

interface Dependencies {
  database: Database
  store: Store
  edits: Edits
  /** False: there is no key for the service. */
  isConfigured: boolean
  modelName(): string
  /** How long the answer may wait for the picture. */
  waitMilliseconds: number
  clock: Clock
  /** Fires when those who wait are let go. */
  stopping: AbortSignal
}

interface Wish {
  shootId: string
  imageId: string
  version: string
  mask: GivenMask
  /** False: nobody waits for the picture. */
  wait?: boolean | undefined
}

const lookMilliseconds = 250
const previewSeconds = 300

/** Checks and records what somebody wants out of an image, and waits a while for whoever does it. */
export function createRemovalRequest(dependencies: Dependencies) {
  const { database, store, edits, isConfigured, modelName, waitMilliseconds, clock, stopping } = dependencies

  async function accept({ shootId, imageId, version, mask }: Wish, who: string): Promise<Edit> {
    if (!isConfigured) throw notConfigured(['VISION_API_KEY'])
    const image = await edits.findOfShoot(shootId, imageId)
    const { width, height } = await requireVersion(database, image, version)
    if (width === null || height === null) throw new GatewayError('unavailable', 'a version without its size')
    const { data, ...size } = await inImagingPlace(new AbortController().signal, () =>
      readMask(mask, { width, height }),
    )
    if (image.privacyStatus === 'unchecked') throw withheld()
    const maskSha256 = sha256Of(data)
    const png = await fromMask({ data, ...size })
      .png({ compressionLevel: 6 })
      .toBuffer()
    const key = maskKey({ shootId, imageId }, `edit_${maskSha256.slice(0, 24)}`)
    const { jobId, revision } = image
    await writeVerified(store, key, png, { type: 'image/png', imageId, jobId, revision })
    const fromVersion = version as Version
    return edits.add({ image, fromVersion, maskKey: key, maskSha256, model: modelName(), who })
  }

  async function settle(edit: Edit): Promise<Edit> {
    const endsAt = clock.monotonic() + waitMilliseconds
    let latest = edit
    while (latest.status === 'running' && clock.monotonic() < endsAt && !stopping.aborted) {
      await pause(clock, lookMilliseconds, stopping).catch(() => {})
      latest = (await edits.find(edit.id)) ?? latest
    }
    return latest
  }

  return async function requestRemoval(wish: Wish, who: string) {
    const accepted = await accept(wish, who)
    const edit = wish.wait === false ? accepted : await settle(accepted)
    if (edit.status === 'failed') throw failureOf(edit)
    const address = { shootId: wish.shootId, imageId: wish.imageId }
    const key = edit.toVersion && versionKey(address, edit.toVersion as Version)
    const previewUrl = key ? await store.signRead(key, { seconds: previewSeconds, type: 'image/jpeg' }) : ''
    return { edit, previewUrl }
  }
}

export type RequestRemoval = ReturnType<typeof createRemovalRequest>

function failureOf({ error }: Edit): GatewayError {
  const [, code = '', message = ''] = /^(\w+): (.*)$/s.exec(error ?? '') ?? []
  if (code === 'budget_exhausted') return overBudget()
  if (code === 'conflict' && message.startsWith('withheld')) return withheld()
  if (code === 'conflict') return new GatewayError('conflict', message)
  return failureOfGivingUp({ code, message })
}
