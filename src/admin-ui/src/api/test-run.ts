import { api } from './client.ts'
import { Failure, unwrap } from './failure.ts'

const waitSeconds = 45

/** One photo through a slot as it is saved; waits for the picture. */
export async function tryPhoto(slotId: string, photo: Blob) {
  const body = new FormData()
  body.append('file', photo, 'photo.jpg')
  const run = await unwrap(
    api.POST('/api/slots/{slotId}/test-run', {
      params: { path: { slotId }, header: { prefer: `wait=${waitSeconds}` } },
      body,
    }),
  )
  if (run.status === 'done') return run
  throw new Failure(200, {
    failure_reason: run.failure_reason ?? 'provider_timeout',
    ...(run.details && { details: run.details }),
  })
}
