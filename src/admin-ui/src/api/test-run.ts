import { queryOptions } from '@tanstack/react-query'
import type { Answer } from './answer.ts'
import { api } from './api.ts'
import type { SlotSettings } from './client.ts'
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
  const { details, problems } = run
  const reason = run.failure_reason ?? 'provider_timeout'
  throw new Failure(200, { failure_reason: reason, problems, ...(details && { details }) })
}

export type TriedJob = Answer<'/api/test-runs/{testRunId}'>['configurations'][number]

export interface Configuration {
  name: string
  settings: SlotSettings
}

const lookAgainMilliseconds = 700
const isOver = ({ status }: TriedJob) => status !== 'pending' && status !== 'processing'

/** Begins to try a photo with settings that nobody has saved; the answer is the id of the test run. */
export async function startTestRun(slotId: string, photo: Blob, configurations: readonly Configuration[]) {
  const run = await unwrap(
    api.POST('/api/slots/{slotId}/test-run', {
      params: { path: { slotId } },
      body: { file: photo, configurations: JSON.stringify(configurations) },
      bodySerializer({ file, configurations: wanted }) {
        const form = new FormData()
        form.append('configurations', wanted as string)
        form.append('file', file as Blob, 'photo.jpg')
        return form
      },
    }),
  )
  return run.test_run_id
}

/** Each of the tried settings, as far as it has come. */
export const testRunQuery = (testRunId: string | null) =>
  queryOptions({
    queryKey: ['test-run', testRunId],
    enabled: testRunId !== null,
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/test-runs/{testRunId}', { params: { path: { testRunId: testRunId ?? '' } }, signal })),
    refetchInterval: ({ state }) => (state.data?.configurations.every(isOver) ? false : lookAgainMilliseconds),
  })
