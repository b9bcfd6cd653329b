import { parseArgs } from 'node:util'

export const shootUsage = `photochanger shoot FILE... --slot SLOT [options]

Sends photos the way DSLR Remote Pro 3.30.2 does and keeps the finished pictures.

  --slot SLOT          the slot that the photos go to, for example slot-001
  --password PASSWORD  the ingest password. "-" reads it from standard input; without the option it comes from
                       PHOTOCHANGER_PASSWORD. Other users of this machine can see a command line.
  --url URL            where the gateway is (http://localhost:8080)
  --out PLACE          a folder, or for a single picture a file; without it a picture is saved beside its photo
  --count N            send every photo N times (1); the pictures are then kept only with --out FOLDER
  --parallel N         keep N photos on their way at once (1)
  --field NAME=VALUE   set a form field; may be repeated
  --file-first         send the photo before the text fields
  --async              ask for a link at once instead of the picture
  --timeout SECONDS    give up after so long, as the booth does (120)

The exit code is 0 when every photo was answered with 200 or 202, 1 when one was not, 2 when the command is wrong.
`

export interface ShootArguments {
  files: string[]
  slot: string
  /** Where the photos are posted to. */
  url: URL
  /** As given: "-" is still to be read from standard input. */
  password: string | undefined
  out: string | undefined
  count: number
  parallel: number
  fields: Record<string, string>
  fileFirst: boolean
  isAsync: boolean
  timeoutSeconds: number
}

/** The command line is wrong; the message tells its writer how. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** Null when help is asked for. */
export function readShootArguments(argv: string[]): ShootArguments | null {
  const { values, positionals } = parse(argv)
  if (values.help) return null
  if (positionals.length === 0) throw new UsageError('Which photo? Name at least one file.')
  if (!values.slot) throw new UsageError('Which slot? Add --slot slot-001 or another one.')
  return {
    files: positionals,
    slot: values.slot,
    url: ingestUrl(values.url, values.slot),
    password: values.password,
    out: values.out,
    count: wholeNumber('--count', values.count, 1_000_000),
    parallel: wholeNumber('--parallel', values.parallel, 1000),
    fields: Object.fromEntries(values.field.map(nameAndValue)),
    fileFirst: values['file-first'],
    isAsync: values.async,
    timeoutSeconds: wholeNumber('--timeout', values.timeout, 86_400),
  }
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        slot: { type: 'string' },
        password: { type: 'string' },
        url: { type: 'string', default: 'http://localhost:8080' },
        out: { type: 'string' },
        count: { type: 'string', default: '1' },
        parallel: { type: 'string', default: '1' },
        field: { type: 'string', multiple: true, default: [] },
        'file-first': { type: 'boolean', default: false },
        async: { type: 'boolean', default: false },
        timeout: { type: 'string', default: '120' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
  } catch (error) {
    throw new UsageError((error as Error).message, { cause: error })
  }
}

/** A query stays: addresses with the booth's tokens in them must be tried too. */
function ingestUrl(text: string, slot: string): URL {
  const url = URL.parse(text)
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new UsageError(`--url must be an address that starts with http:// or https://, not "${text}".`)
  }
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/ingest/${encodeURIComponent(slot)}`
  return url
}

function wholeNumber(option: string, text: string, most: number): number {
  const number = /^\d+$/.test(text) ? Number(text) : 0
  if (number >= 1 && number <= most) return number
  throw new UsageError(`${option} must be a whole number from 1 to ${most}, not "${text}".`)
}

function nameAndValue(text: string): [string, string] {
  const equals = text.indexOf('=')
  if (equals < 1) throw new UsageError(`--field must be NAME=VALUE, not "${text}".`)
  return [text.slice(0, equals), text.slice(equals + 1)]
}
