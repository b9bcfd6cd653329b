import { ingestPassword } from '../support/gateway.ts'
import { photoForm, postForm } from '../support/multipart.ts'
import { samplePhoto } from './sample-photo.ts'

/** Of the slot that photos go to unless another is said. */
export const slotName = 'Enhance'

/** Posts the sample, each time cut a little differently; resolves to the status. */
export async function shootDifferent(url: string, slot = 'slot-001'): Promise<number> {
  const answer = await postForm(`${url}/ingest/${slot}`, photoForm(await samplePhoto(), ingestPassword))
  await answer.arrayBuffer()
  return answer.status
}
