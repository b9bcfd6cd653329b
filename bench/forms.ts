import { differentShot } from '../src/cli/different-shot.ts'
import { formBody, photoForm } from '../test/support/multipart.ts'

/** A form around a photo that was never sent before: the same one at the same time is one job. Only its first bytes are new. */
export function createForms(original: Buffer, password: string): () => Buffer[] {
  let shots = 0
  const form = formBody(photoForm(original, password))
  const at = form.indexOf(original)
  const [before, after] = [form.subarray(0, at), form.subarray(at + 2)]
  return () => {
    shots += 1
    return [before, differentShot(original.subarray(0, 2), shots), after]
  }
}
