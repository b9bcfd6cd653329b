import { GatewayError } from '../errors.ts'
import { checkFileName, sentenceOfFault } from './file-names.ts'

const endsAsJpeg = /\.jpe?g$/i

/** Customers get the file under the name it came with: one that says it is something else is not taken. */
export function requireDeliveredName(given: string): string {
  const checked = checkFileName(given)
  if ('fault' in checked) {
    throw new GatewayError('invalid_request', `the name: ${checked.fault}`, { details: sentenceOfFault(checked.fault) })
  }
  if (!endsAsJpeg.test(checked.name)) {
    throw new GatewayError('not_a_jpeg', 'the name does not end in .jpg', { details: notNamedJpeg })
  }
  return checked.name
}

const notNamedJpeg = 'The name of the file must end in .jpg or .jpeg.'
