import { api } from './api.ts'
import { Failure, unwrap } from './failure.ts'

const waitSeconds = 45

/** One photo through a slot as it is saved; waits for the picture. */
export async function tryPhoto(slotId: string, photo: Blob) {
  const run = await unwrap(
    api.POST('/api/slots/{slotId}/test-run', {
      params: { path: { slotId }, header: { prefer: `wait=${waitSeconds}` } },
      body: { file: photo },
      bodySerializer({ file }) {
        const form = new FormData()
        form.append('file', file as Blob, 'photo.jpg')
        return form
      },
    }),
  )
  if (!('status' in run)) throw new Error('a single photo was answered as a comparison')
  if (run.status === 'done') return run
  const details = run.details ?? undefined
  throw new Failure(200, { failure_reason: run.failure_reason ?? 'provider_timeout', ...(details && { details }) })
}
