import type { FastifyRequest } from 'fastify'
import type { FailureThrottle } from '../accounts/failure-throttle.ts'
import type { PasswordVerifier } from '../accounts/passwords.ts'
import type { Clock } from '../clock.ts'
import { whileAway } from '../database-away.ts'
import { GatewayError } from '../errors.ts'
import { allowanceFor } from '../ledger.ts'
import { mostPixels } from '../media/imaging.ts'
import type { InspectImage } from '../media/inspect-image.ts'
import { inputKey } from '../media/keys.ts'
import { createRangeReader } from '../media/range-reader.ts'
import type { Store } from '../media/store.ts'
import { type Admission, patienceMilliseconds, throttleKey } from './admit-head.ts'
import { matchHash } from './match-hash.ts'
import type { UploadReceiver } from './receive-upload.ts'

interface Dependencies {
  throttle: FailureThrottle
  verifyPassword: PasswordVerifier
  store: Store
  receiveUpload: UploadReceiver
  inspectImage: InspectImage
  clock: Clock
}

/** Gets the photo of an admitted request into the store, and knows it then. What it throws may leave the photo there. */
export function createTakeIn(dependencies: Dependencies) {
  const { throttle, verifyPassword, store, receiveUpload, inspectImage, clock } = dependencies

  async function checkPassword(admission: Admission, password: string | null): Promise<void> {
    const { head, passwordHash } = admission
    if (admission.isTrusted) return
    if (password === null || password === '') {
      throw new GatewayError('invalid_request', 'no password', { details: 'The password part is missing.' })
    }
    // The head may have been let in long ago.
    await whileAway(clock, patienceMilliseconds, () => throttle.check(throttleKey(head)))
    admission.isTrusted = await verifyPassword(passwordHash, password)
    if (admission.isTrusted) return
    await throttle.recordFailure(throttleKey(head))
    throw new GatewayError('invalid_password', 'wrong password')
  }

  return async function takeIn(admission: Admission, jobId: string, request: FastifyRequest) {
    const { deadline, maxBytes, head } = admission
    const onPassword = (password: string) => checkPassword(admission, password)
    const key = inputKey(jobId)
    const inTime = deadline.shortenedTo(deadline.elapsed() + allowanceFor('upload', deadline))
    const upload = await receiveUpload(request, { key, maxBytes, deadline: inTime, onPassword })
    await checkPassword(admission, head.bearer)

    const read = createRangeReader(store, key)
    const { width, height } = await inspectImage({
      type: upload.file.type,
      byteLength: upload.file.bytes,
      read,
      maxPixels: mostPixels,
    })
    const hashMatch = await matchHash(upload, () => store.read(key))
    return { upload, hashMatch, width, height }
  }
}

export type TakeIn = ReturnType<typeof createTakeIn>
export type TakenIn = Awaited<ReturnType<TakeIn>>
