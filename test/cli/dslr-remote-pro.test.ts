import { readFileSync } from 'node:fs'
import path from 'node:path'
import t from 'tap'
import { shootUsage } from '../../src/cli/arguments.ts'
import { failureTable, isFailureCode } from '../../src/errors.ts'

const page = readFileSync(path.join(import.meta.dirname, '../../docs/dslr-remote-pro.md'), 'utf8')
const rows = [...page.matchAll(/^\| (\d{3}) \| `(\w+)` \|/gm)]

t.test('the page for studios names every refusal with the status it has', async (t) => {
  for (const [, status, code = ''] of rows) {
    t.ok(isFailureCode(code), `${code} exists`)
    if (isFailureCode(code)) t.equal(failureTable[code].status, Number(status), code)
  }
  const explained = rows.map(([, , code]) => code)
  const ofIngest = [
    ...['invalid_request', 'invalid_password', 'slot_not_found', 'slot_disabled', 'upload_timeout'],
    ...['payload_too_large', 'unsupported_media_type', 'unreadable_image', 'rate_limited', 'internal_error'],
    ...['provider_error', 'provider_refused', 'provider_no_image', 'provider_timeout'],
    ...['queue_full', 'slot_misconfigured', 'unavailable', 'cancelled'],
  ]
  for (const code of ofIngest) t.ok(explained.includes(code), `${code} is explained`)
})

t.test('the page for studios uses only options that the command has', async (t) => {
  const options = new Set([...page.matchAll(/(?<=[\s`])--[a-z-]+/g)].map(([option]) => option))
  options.delete('--help')
  t.ok(options.size >= 6)
  for (const option of options) t.match(shootUsage, ` ${option} `)
})
