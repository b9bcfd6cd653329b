import { type TimedAnswer, timed } from './answers.ts'
import { ingestPassword } from './gateway.ts'
import { photoForm, postForm } from './multipart.ts'
import { jpeg } from './pictures.ts'

let photos = 0

/** Posts a photo that was never there before: the same one again would be answered with its twin's result. */
export async function postAnother(url: string, slot = 'slot-001'): Promise<TimedAnswer> {
  photos += 1
  return timed(postForm(`${url}/ingest/${slot}`, photoForm(await jpeg(64 + photos, 48), ingestPassword)))
}
