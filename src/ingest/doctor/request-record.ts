import type { IncomingMessage } from 'node:http'
import { z } from 'zod'
import { remarkSchema } from '../../remark.ts'
import { readPartHead } from './part-head.ts'
import type { SeenBody, SeenPart } from './scan-parts.ts'
import { hidden, isSecretName, type Mask } from './secrets-of-request.ts'

const shownPart = z.object({
  name: z.string().nullable(),
  file_name: z.string().nullable(),
  headers: z.array(z.string()),
  bytes: z.int(),
  /** Of fields only, clipped; a password is hidden. */
  value: z.string().nullable(),
})

/** One request as it came: what an operator may see of it, and all that is kept. */
export const requestRecord = z.object({
  request_id: z.string(),
  method: z.string(),
  path: z.string(),
  /** The query is ignored; its values may be anything. */
  query_names: z.array(z.string()),
  http_version: z.string(),
  client_address: z.string(),
  headers: z.array(z.object({ name: z.string(), value: z.string() })),
  content_length: z.int().nullable(),
  /** Null when the body was not read. */
  body_bytes: z.int().nullable(),
  parts: z.array(shownPart),
  status: z.int().nullable(),
  failure_reason: z.string().nullable(),
  job_id: z.string().nullable(),
  milliseconds: z.int(),
  /** Each wrong thing in one sentence. */
  findings: z.array(z.string()),
  /** The same, each with its code; none in what an older version has seen. */
  remarks: z.array(remarkSchema).default([]),
  /** The first of them, or that there is none. */
  verdict: z.string(),
})

export type RequestRecord = z.infer<typeof requestRecord>

const mostCharacters = 200
const mostHeaders = 40
const mostPartHeaders = 8
/** Of all parts together: a hundred of them with long heads must not fill our memory. */
const mostPartCharacters = 32_768
const mostFieldBytes = 4096
/** The values of all others may be anything. */
const knownHeader =
  /^(host|content-(type|length|encoding)|transfer-encoding|expect|connection|user-agent|accept(-.+)?|prefer|via|forwarded|x-forwarded-.+|x-real-ip|origin)$/i
const photoNames = new Set(['fileToUpload', 'file'])
/** What DSLR Remote Pro and Breeze Booth send beside photo and password: never a secret. */
const knownFields = new Set(
  ['time', 'user_id', 'id', 'profile', 'status', 'name', 'model', 'version'].concat(['hash', 'hash_hex']),
)
const knownPartHeader = /^content-(disposition|type|length|transfer-encoding):/i
const unknownParameter = /;\s*(?!(?:name|filename\*?|charset)=)[^;]*/gi
// biome-ignore lint/suspicious/noControlCharactersInRegex: they tell bytes from text
const control = /[\0-\x08\x0b\x0c\x0e-\x1f]/

/** One line, and without what PostgreSQL's JSON cannot hold. */
const clip = (text: string) => text.slice(0, mostCharacters).replaceAll('\0', '\uFFFD').toWellFormed()

export function showHeaders({ rawHeaders }: IncomingMessage, mask: Mask): RequestRecord['headers'] {
  return Array.from({ length: Math.min(rawHeaders.length / 2, mostHeaders) }, (_, at) => {
    const name = rawHeaders[2 * at] ?? ''
    return { name: clip(mask(name)), value: showHeader(name, rawHeaders[2 * at + 1] ?? '', mask) }
  })
}

function showHeader(name: string, value: string, mask: Mask): string {
  if (knownHeader.test(name)) return clip(mask(value))
  const [scheme] = /^(Bearer|Basic|Digest) /i.exec(value) ?? []
  return `${scheme ?? ''}${hidden}`
}

export function showTarget(url: string, mask: Mask): Pick<RequestRecord, 'path' | 'query_names'> {
  const [path = '', ...query] = url.split('?')
  const pairs = query.join('?').split('&').filter(Boolean)
  // What stands there without a name is a value.
  const names = pairs.map((pair) => (pair.includes('=') ? ([...new URLSearchParams(pair).keys()][0] ?? '') : hidden))
  return { path: clip(mask(path)), query_names: names.slice(0, mostHeaders).map((name) => clip(mask(name))) }
}

export function showParts({ parts }: SeenBody, mask: Mask): RequestRecord['parts'] {
  const heads = parts.map((part) => ({ part, ...readPartHead(part) }))
  // Then one of the others may be the password under a wrong name.
  const isLost = !heads.some(({ name }) => name === 'password')
  const show = (text: string) => clip(mask(text))
  let left = mostPartCharacters
  return heads.map(({ part, name, filename }) => {
    const whole = {
      file_name: filename === null ? null : show(filename),
      headers: part.head.slice(0, mostPartHeaders).map((line) => showPartHeader(line, show)),
      value: filename !== null || photoNames.has(name ?? '') ? null : showValue(part, name ?? '', isLost, show),
    }
    left -= JSON.stringify(whole).length
    const shown = left > 0 ? whole : { file_name: filename === null ? null : '', headers: [], value: null }
    return { name: name === null ? null : show(name).slice(0, left > 0 ? undefined : 20), ...shown, bytes: part.bytes }
  })
}

const showPartHeader = (line: string, show: Mask) =>
  knownPartHeader.test(line) ? show(line.replace(unknownParameter, `; ${hidden}`)) : hidden

function showValue({ bytes, start }: SeenPart, name: string, isLost: boolean, show: Mask): string | null {
  if (bytes === 0) return ''
  if (isSecretName(name) || (isLost && !knownFields.has(name))) return hidden
  const text = start.toString('utf8')
  return bytes > mostFieldBytes || control.test(text) ? null : show(text)
}
