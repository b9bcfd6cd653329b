import { sniffImageType, sniffLength } from '../../media/image-type.ts'
import { boundaryIn, type PartHead, readPartHead } from './part-head.ts'
import type { SeenBody, SeenPart } from './scan-parts.ts'
import type { Mask } from './secrets-of-request.ts'

/** What is known of one request when it has been answered. */
export interface Evidence {
  method: string
  contentType: string | undefined
  contentLength: number | null
  authorization: string | undefined
  /** Null when it was not read. */
  body: SeenBody | null
  /** It ended before it was whole, and not because we refused the rest. */
  isBrokenOff: boolean
  /** It was whole, but its client did not wait for the whole answer. */
  hungUpAfterSeconds: number | null
  needsPassword: boolean
  /** Why the request itself was refused; what befell its picture later is no fault of the request. */
  refusal: { code: string; details: string } | null
  /** For the client's own words. */
  mask: Mask
}

/** `label` is its name, fit to be shown. */
type Part = SeenPart & PartHead & { number: number; label: string }

const mostFields = 64
const mostFieldBytes = 4096
const mostNameLength = 200
const photoNames = new Set(['fileToUpload', 'file'])
const likePassword = /^\s*(pass(word|wd|phrase)?|pwd|pw|psw)\s*$/i

const number = new Intl.NumberFormat('en')
const count = (value: number) => number.format(value)
/** Of the client's own words only what fits on a line. */
const quote = (text: string) => JSON.stringify(text.slice(0, 60).replaceAll('\0', '\uFFFD'))
const bare = (text: string) => (/^[\w.-]{1,60}$/.test(text) ? text : quote(text))

/** Each wrong thing in one sentence, for whoever set up the camera's computer; none when nothing is wrong. */
export function examineRequest(evidence: Evidence): string[] {
  const { body, refusal } = evidence
  const ofHead = examineHead(evidence)
  if (ofHead.length > 0) return ofHead
  if (!body && evidence.isBrokenOff) return ['The client hung up before its body was read.']
  const found = body ? examineBody(evidence, body) : []
  if (found.length > 0) return found
  if (evidence.hungUpAfterSeconds !== null) return [explainHangUp(evidence.hungUpAfterSeconds)]
  return refusal ? [refusal.details] : []
}

const explainHangUp = (seconds: number) =>
  `The client hung up after ${seconds.toFixed(1)} seconds, before it had its answer; its timeout must be longer than the slot’s window.`

function examineHead({ method, contentType, body, mask }: Evidence): string[] {
  if (method !== 'POST') return [`${method} came; photos are sent by POST.`]
  if (body) return [] // so its type was right
  if (contentType === undefined) return ['There is no Content-Type; it must be multipart/form-data with a boundary.']
  const type = contentType.split(';', 1)[0]?.trim() ?? ''
  if (type.toLowerCase() !== 'multipart/form-data')
    return [`Content-Type is ${bare(mask(type)).replaceAll('"', '')}; it must be multipart/form-data.`]
  if (boundaryIn(contentType) === null)
    return ['Content-Type names no boundary; without it nobody can tell where a part ends.']
  return []
}

function examineBody(evidence: Evidence, body: SeenBody): string[] {
  const outline = examineOutline(evidence, body)
  if (body.parts.length === 0) return outline
  const parts = body.parts.map((part, at) => {
    const head = readPartHead(part)
    return { ...part, ...head, number: at + 1, label: bare(evidence.mask(head.name ?? '')) }
  })
  return [
    ...outline,
    ...parts.flatMap(examinePart),
    ...examinePhotos(evidence, body, parts),
    ...examinePassword(evidence, body, parts),
    ...examineFields(parts),
  ]
}

function examineOutline({ contentLength, contentType, isBrokenOff, mask }: Evidence, body: SeenBody): string[] {
  if (isBrokenOff) {
    const came = count(body.bytes)
    return contentLength === null
      ? [`The body broke off after ${came} bytes.`]
      : [`Content-Length says ${count(contentLength)} bytes, ${came} came.`]
  }
  if (body.bytes === 0) return ['The body is empty.']
  if (body.hasBareLineFeeds)
    return ['The lines between the parts end with a line feed alone; they must end with carriage return and line feed.']
  if (body.headlessPart !== null) return [`The head of part ${body.headlessPart} does not end with an empty line.`]
  if (body.parts.length === 0) return [explainNoParts(contentType, body, mask)]
  const isRead = contentLength === null || body.bytes === contentLength
  if (!body.isClosed && isRead) return ['The closing boundary is missing at the end of the body.']
  return []
}

function explainNoParts(contentType: string | undefined, { start, isClosed }: SeenBody, mask: Mask): string {
  if (isClosed) return 'There is no part in the body: it ends with its first boundary.'
  const firstLine = mask(start.toString('latin1').split(/\r?\n/, 1)[0] ?? '')
  const wanted = `--${boundaryIn(contentType)}`
  if (firstLine.startsWith('--'))
    return `The parts begin with ${quote(firstLine)}; the boundary in Content-Type wants ${quote(wanted)}.`
  if (pictureIn(start)) return 'The body is the bare photo; it must be a part of a multipart body.'
  return `The body does not begin with the boundary ${quote(wanted)} that Content-Type names.`
}

function examinePart({ hasDisposition, name, head, number }: Part): string[] {
  if (!hasDisposition) {
    const said = head.length === 0 ? 'no head' : 'no Content-Disposition'
    return [`Part ${number} has ${said}, so it has no name.`]
  }
  if (name === null) return [`The Content-Disposition of part ${number} has no name.`]
  return name.length > mostNameLength ? [`The name of part ${number} is longer than ${mostNameLength} characters.`] : []
}

function examinePhotos({ refusal }: Evidence, body: SeenBody, parts: Part[]): string[] {
  const files = parts.filter(({ filename, name }) => filename !== null && name !== 'password')
  const photos = files.filter(({ name }) => photoNames.has(name ?? ''))
  const [photo] = photos
  if (!photo) return explainNoPhoto(body, parts, files)
  const found: string[] = []
  for (const file of files) if (!photoNames.has(file.name ?? '')) found.push(wronglyNamed(file))
  if (photos.length > 1)
    found.push(`There are ${photos.length} photos in one request; send each in a request of its own.`)
  if (photo.filename === '') found.push('The photo has no file name.')
  const isWhole = body.parts.length > photo.number || body.isClosed
  return [...found, ...examinePhoto(photo, isWhole, refusal?.code)]
}

function examinePhoto({ bytes, start, encoding }: Part, isWhole: boolean, code: string | undefined): string[] {
  if (bytes === 0) return isWhole ? ['The photo is empty: there is nothing in its part.'] : []
  if (encoding === 'base64' || encoding === 'quoted-printable')
    return [`The photo is written in ${encoding}; its bytes must come as they are.`]
  if (!isWhole && start.length < sniffLength) return []
  if (!pictureIn(start)) return [`The photo is ${kindOf(start)}; JPEG, PNG, WebP, HEIC and AVIF are taken.`]
  return code === 'unreadable_image'
    ? [`The photo is damaged and cannot be read; ${count(bytes)} bytes of it came.`]
    : []
}

function explainNoPhoto(body: SeenBody, parts: Part[], files: Part[]): string[] {
  if (files.length > 0) return files.map(wronglyNamed)
  const nameless = parts.find(({ name }) => photoNames.has(name ?? ''))
  if (nameless) return [`The part ${nameless.name} has no file name, so it is taken for text and not for a photo.`]
  return body.isClosed ? ['There is no photo: no part is called fileToUpload or file.'] : []
}

const wronglyNamed = ({ label }: Part) => `The field is called ${label}; DSLR Remote Pro calls it fileToUpload.`

/** Left empty, the client sends no such part at all. */
const whereToType = 'DSLR Remote Pro takes it from “Password or API key” beside the URL'

function examinePassword(evidence: Evidence, body: SeenBody, parts: Part[]): string[] {
  const { needsPassword, authorization, refusal } = evidence
  if (!needsPassword) return []
  const given = parts.filter(({ name }) => name === 'password')
  const [password] = given
  if (!password) {
    if (/^Bearer ./i.test(authorization ?? ''))
      return refusal?.code === 'invalid_password' ? ['The password in Authorization is wrong.'] : []
    return body.isClosed ? explainNoPassword(authorization, parts) : []
  }
  if (given.length > 1) return [`The password part comes ${given.length} times; once is enough.`]
  if (password.filename !== null) return ['The password part has a file name; it must be a plain field.']
  if (password.bytes === 0 && body.isClosed) return [`The password part is empty; ${whereToType}.`]
  if (refusal?.code !== 'invalid_password') return []
  return /^\s|\s$/.test(password.start.toString('utf8'))
    ? ['The password is wrong: it begins or ends with a space or a line end.']
    : [`The password is wrong; ${whereToType}.`]
}

function explainNoPassword(authorization: string | undefined, parts: Part[]): string[] {
  const similar = parts.find(({ name }) => likePassword.test(name ?? ''))
  if (similar) return [`The password part is called ${similar.label}; it must be called password.`]
  const scheme = /^(Basic|Digest|Token|ApiKey) /i.exec(authorization ?? '')?.[1]
  if (scheme) return [`Authorization is ${scheme}; the password comes in a part called password, or as Bearer.`]
  return [`The password part is missing; ${whereToType}.`]
}

function examineFields(parts: Part[]): string[] {
  const fields = parts.filter(({ filename, name }) => filename === null && !photoNames.has(name ?? ''))
  const long = fields.filter(({ bytes }) => bytes > mostFieldBytes)
  const found = long.map(
    ({ label, bytes }) => `The field ${label} has ${count(bytes)} bytes; ${count(mostFieldBytes)} are allowed.`,
  )
  const others = fields.filter(({ name }) => !['password', 'hash', 'hash_hex'].includes(name ?? ''))
  if (others.length > mostFields) found.push(`There are more than ${mostFields} fields.`)
  return found
}

const pictureIn = (start: Buffer) => sniffImageType(start.subarray(0, sniffLength)) !== undefined

const kinds: [start: string, kind: string][] = [
  ['%PDF', 'a PDF file'],
  ['GIF8', 'a GIF picture'],
  ['BM', 'a BMP picture'],
  ['II*\0', 'a TIFF or a camera’s raw file'],
  ['MM\0*', 'a TIFF or a camera’s raw file'],
  ['PK\x03\x04', 'a ZIP file'],
  ['\0\0\0', 'a film or another file of that family'],
  ['/9j/', 'a JPEG picture written in base64'],
  ['data:', 'a picture written as a data address'],
  ['<', 'a page of text'],
]

function kindOf(start: Buffer): string {
  const text = start.toString('latin1')
  const known = kinds.find(([beginning]) => text.startsWith(beginning))
  if (known) return known[1]
  return /^[\t\r\n\x20-\x7e]*$/.test(text) ? 'text' : 'a file of an unknown kind'
}
