import { sniffImageType, sniffLength } from '../../media/image-type.ts'
import { findDetail } from '../../problem.ts'
import { createRemarks, type Remark } from '../../remark.ts'
import { findingSentences } from './finding-sentences.ts'
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

const { say } = createRemarks('finding', findingSentences)
/** Of the client's own words only what fits on a line. */
const quote = (text: string) => JSON.stringify(text.slice(0, 60).replaceAll('\0', '\uFFFD'))
const bare = (text: string) => (/^[\w.-]{1,60}$/.test(text) ? text : quote(text))

/** Each wrong thing in one sentence, for whoever set up the camera's computer; none when nothing is wrong. */
export function examineRequest(evidence: Evidence): Remark[] {
  const { body, refusal } = evidence
  const ofHead = examineHead(evidence)
  if (ofHead.length > 0) return ofHead
  if (!body && evidence.isBrokenOff) return [say('hung_up_unread')]
  const found = body ? examineBody(evidence, body) : []
  if (found.length > 0) return found
  if (evidence.hungUpAfterSeconds !== null) return [say('hung_up', { seconds: evidence.hungUpAfterSeconds.toFixed(1) })]
  return refusal ? [findDetail(refusal.details) ?? { code: 'finding.refused', params: {}, text: refusal.details }] : []
}

function examineHead({ method, contentType, body, mask }: Evidence): Remark[] {
  if (method !== 'POST') return [say('wrong_method', { method })]
  if (body) return [] // so its type was right
  if (contentType === undefined) return [say('no_content_type')]
  const type = contentType.split(';', 1)[0]?.trim() ?? ''
  if (type.toLowerCase() !== 'multipart/form-data')
    return [say('wrong_content_type', { type: bare(mask(type)).replaceAll('"', '') })]
  return boundaryIn(contentType) === null ? [say('no_boundary')] : []
}

function examineBody(evidence: Evidence, body: SeenBody): Remark[] {
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

function examineOutline({ contentLength, contentType, isBrokenOff, mask }: Evidence, body: SeenBody): Remark[] {
  if (isBrokenOff) {
    return contentLength === null
      ? [say('broken_off', { bytes: body.bytes })]
      : [say('too_short', { promised: contentLength, came: body.bytes })]
  }
  if (body.bytes === 0) return [say('empty_body')]
  if (body.hasBareLineFeeds) return [say('bare_line_feeds')]
  if (body.headlessPart !== null) return [say('headless_part', { part: body.headlessPart })]
  if (body.parts.length === 0) return [explainNoParts(contentType, body, mask)]
  const isRead = contentLength === null || body.bytes === contentLength
  if (!body.isClosed && isRead) return [say('unclosed')]
  return []
}

function explainNoParts(contentType: string | undefined, { start, isClosed }: SeenBody, mask: Mask): Remark {
  if (isClosed) return say('no_parts')
  const firstLine = mask(start.toString('latin1').split(/\r?\n/, 1)[0] ?? '')
  const wanted = `--${boundaryIn(contentType)}`
  if (firstLine.startsWith('--')) return say('other_boundary', { found: quote(firstLine), wanted: quote(wanted) })
  if (pictureIn(start)) return say('bare_photo')
  return say('no_start', { wanted: quote(wanted) })
}

function examinePart({ hasDisposition, name, head, number }: Part): Remark[] {
  const part = number
  if (!hasDisposition) return [say(head.length === 0 ? 'part_without_head' : 'part_without_disposition', { part })]
  if (name === null) return [say('part_without_name', { part })]
  return name.length > mostNameLength ? [say('long_part_name', { part, most: mostNameLength })] : []
}

function examinePhotos({ refusal }: Evidence, body: SeenBody, parts: Part[]): Remark[] {
  const files = parts.filter(({ filename, name }) => filename !== null && name !== 'password')
  const photos = files.filter(({ name }) => photoNames.has(name ?? ''))
  const [photo] = photos
  if (!photo) return explainNoPhoto(body, parts, files)
  const found: Remark[] = []
  for (const file of files) if (!photoNames.has(file.name ?? '')) found.push(wronglyNamed(file))
  if (photos.length > 1) found.push(say('several_photos', { photos: photos.length }))
  if (photo.filename === '') found.push(say('no_file_name'))
  const isWhole = body.parts.length > photo.number || body.isClosed
  return [...found, ...examinePhoto(photo, isWhole, refusal?.code)]
}

function examinePhoto({ bytes, start, encoding }: Part, isWhole: boolean, code: string | undefined): Remark[] {
  if (bytes === 0) return isWhole ? [say('empty_photo')] : []
  if (encoding === 'base64' || encoding === 'quoted-printable') return [say('encoded_photo', { encoding })]
  if (!isWhole && start.length < sniffLength) return []
  if (!pictureIn(start)) return [say(`photo_is_${kindOf(start)}`)]
  return code === 'unreadable_image' ? [say('damaged_photo', { bytes })] : []
}

function explainNoPhoto(body: SeenBody, parts: Part[], files: Part[]): Remark[] {
  if (files.length > 0) return files.map(wronglyNamed)
  const nameless = parts.find(({ name }) => photoNames.has(name ?? ''))
  if (nameless) return [say('photo_without_file_name', { name: nameless.name ?? '' })]
  return body.isClosed ? [say('no_photo')] : []
}

const wronglyNamed = ({ label }: Part) => say('wrong_field', { field: label })

function examinePassword(evidence: Evidence, body: SeenBody, parts: Part[]): Remark[] {
  const { needsPassword, authorization, refusal } = evidence
  if (!needsPassword) return []
  const given = parts.filter(({ name }) => name === 'password')
  const [password] = given
  if (!password) {
    if (/^Bearer ./i.test(authorization ?? ''))
      return refusal?.code === 'invalid_password' ? [say('wrong_authorization')] : []
    return body.isClosed ? explainNoPassword(authorization, parts) : []
  }
  if (given.length > 1) return [say('several_passwords', { times: given.length })]
  if (password.filename !== null) return [say('password_is_file')]
  if (password.bytes === 0 && body.isClosed) return [say('empty_password')]
  if (refusal?.code !== 'invalid_password') return []
  return [say(/^\s|\s$/.test(password.start.toString('utf8')) ? 'spaced_password' : 'wrong_password')]
}

function explainNoPassword(authorization: string | undefined, parts: Part[]): Remark[] {
  const similar = parts.find(({ name }) => likePassword.test(name ?? ''))
  if (similar) return [say('misnamed_password', { name: similar.label })]
  const scheme = /^(Basic|Digest|Token|ApiKey) /i.exec(authorization ?? '')?.[1]
  if (scheme) return [say('other_authorization', { scheme })]
  // Left empty in its dialog, DSLR Remote Pro sends no such part at all.
  return [say('no_password')]
}

function examineFields(parts: Part[]): Remark[] {
  const fields = parts.filter(({ filename, name }) => filename === null && !photoNames.has(name ?? ''))
  const long = fields.filter(({ bytes }) => bytes > mostFieldBytes)
  const found = long.map(({ label, bytes }) => say('long_field', { field: label, bytes, most: mostFieldBytes }))
  const others = fields.filter(({ name }) => !['password', 'hash', 'hash_hex'].includes(name ?? ''))
  if (others.length > mostFields) found.push(say('too_many_fields', { most: mostFields }))
  return found
}

const pictureIn = (start: Buffer) => sniffImageType(start.subarray(0, sniffLength)) !== undefined

const kinds = [
  ['%PDF', 'pdf'],
  ['GIF8', 'gif'],
  ['BM', 'bmp'],
  ['II*\0', 'raw'],
  ['MM\0*', 'raw'],
  ['PK\x03\x04', 'zip'],
  ['\0\0\0', 'film'],
  ['/9j/', 'base64'],
  ['data:', 'data'],
  ['<', 'page'],
] as const

function kindOf(start: Buffer) {
  const text = start.toString('latin1')
  const known = kinds.find(([beginning]) => text.startsWith(beginning))
  if (known) return known[1]
  return /^[\t\r\n\x20-\x7e]*$/.test(text) ? 'text' : 'strange'
}
