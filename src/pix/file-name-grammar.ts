import { checkFileName, type FileNameFault } from './file-names.ts'
import { findRoom, type RoomType } from './rooms.ts'

/**
 * What the name of a picture says about it. Many ways to name pictures are in circulation; all are read, one is written.
 * A name that says nothing is no error: its picture shows a room that nobody has named.
 *
 * Each pattern takes a piece off one end of the name, so none of them is tried more than once at a place: a hostile name
 * costs no more than an ordinary one of its length.
 */
export interface ParsedFileName {
  /** In composed letters. */
  name: string
  /** Without the dot, in small letters; empty when there is none. */
  extension: string
  pattern: Pattern
  /** `2025-10-28`. */
  date?: string
  /** Of its shoot, in capitals. */
  code?: string
  /** As it stands in the name. */
  roomRaw?: string
  room: RoomType
  index?: number
  version?: number
  /** `g004`: frames of one exposure series have the same. */
  stack?: string
  /** Exposure value of the frame. */
  ev?: number
  /** An image of ours that comes back. */
  imageId?: string
}

type Pattern =
  /** `2025-10-28-AB3KQ_living-room_001_v1`, with all its relatives: no date, no dashes in it, no version. */
  | 'shoot'
  /** `2025-10-28-ab3kq-living_room-001-v1`, as phones write. */
  | 'phone'
  /** `AB20251028_101500_x1y2z_BED2`, as raw files are named on their way in. */
  | 'capture'
  /** `Livingroom_01`. */
  | 'room'
  /** `{image_id}_hr`, `{image_id}_3000`: ours. */
  | 'image'
  /** `clean_v2`, `base`: ours. */
  | 'edit'
  /** `DSC01234`. */
  | 'camera'
  /** `g004_e-2` alone. */
  | 'frame'
  | 'unknown'

type Found = Pick<ParsedFileName, 'pattern'> & Partial<Omit<ParsedFileName, 'pattern' | 'name' | 'extension' | 'room'>>

export function parseFileName(given: string): ParsedFileName | { fault: FileNameFault } {
  const checked = checkFileName(given)
  if ('fault' in checked) return checked
  const { name } = checked
  const { stem, extension } = splitExtension(name)
  const { rest, frame } = takeFrame(stem)
  const found = parsers.reduce<Found | undefined>((earlier, parse) => earlier ?? parse(rest), undefined)
  const fallback: Found = { pattern: frame ? 'frame' : 'unknown' }
  const said = found ?? fallback
  const room = (said.roomRaw === undefined ? undefined : findRoom(said.roomRaw)) ?? 'undefined_space'
  return { name, extension, room, ...said, ...frame }
}

function splitExtension(name: string): { stem: string; extension: string } {
  const extension = /\.([a-z0-9]{1,5})$/i.exec(name)?.[1] ?? ''
  const stem = extension === '' ? name : name.slice(0, -extension.length - 1)
  return { stem, extension: extension.toLowerCase() }
}

/** `_g004_e-2` at the end, `-g004-e-2` from phones, or nothing else. */
function takeFrame(stem: string): { rest: string; frame?: { stack: string; ev: number } } {
  const match = /(?:^|[_-])(g\d{3})[_-]e([+-]?\d)$/i.exec(stem)
  if (!match) return { rest: stem }
  const [all, stack = '', ev] = match
  return { rest: stem.slice(0, -all.length), frame: { stack: stack.toLowerCase(), ev: Number(ev) || 0 } }
}

/** The first that knows it is right. */
const parsers = [parseImage, parseEdit, parseCapture, parseShoot, parsePhone, parseCamera, parseRoom]

function parseImage(stem: string): Found | undefined {
  const imageId = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:_hr|_3000)?$/i.exec(stem)?.[1]
  return imageId === undefined ? undefined : { pattern: 'image', imageId: imageId.toLowerCase() }
}

function parseEdit(stem: string): Found | undefined {
  const version = /^clean_v([1-9]\d{0,3})$/i.exec(stem)?.[1]
  if (version !== undefined) return { pattern: 'edit', version: Number(version) }
  return stem.toLowerCase() === 'base' ? { pattern: 'edit' } : undefined
}

function parseCapture(stem: string): Found | undefined {
  const match = /^[a-z]{2}(\d{4})(\d{2})(\d{2})_\d{6}_([a-z0-9]{5})_([a-z]{2,5}\d?)$/i.exec(stem)
  if (!match) return parsePhoneCapture(stem)
  const [, year = '', month = '', day = '', code = '', roomRaw = ''] = match
  const date = dateOf(year, month, day)
  return date === undefined ? undefined : { pattern: 'capture', date, code: code.toUpperCase(), roomRaw }
}

/** `20251028001living_room-fleg-1-2`: day, number of the stack, room, floor, place in it, frame. */
function parsePhoneCapture(stem: string): Found | undefined {
  const head = /^(\d{4})(\d{2})(\d{2})(\d{3})(?=[a-z])/i.exec(stem)
  const tail = /-fl[a-z0-9]{1,10}-\d{1,4}-\d{1,4}$/i.exec(stem)
  if (!head || !tail || tail.index <= head[0].length) return undefined
  const [taken, year = '', month = '', day = '', index] = head
  const date = dateOf(year, month, day)
  if (date === undefined) return undefined
  return { pattern: 'capture', date, roomRaw: stem.slice(taken.length, tail.index), index: Number(index) }
}

function parseShoot(stem: string): Found | undefined {
  return parseFields(stem, '_')
}

function parsePhone(stem: string): Found | undefined {
  return parseFields(stem, '-')
}

/** Version and index off the end, date and code off the beginning: what is left is the room. */
function parseFields(stem: string, separator: '_' | '-'): Found | undefined {
  const version = takeEnd(stem, separator === '_' ? /_v(\d{1,3})$/i : /-v(\d{1,3})$/i)
  const index = takeEnd(version.rest, separator === '_' ? /_(\d{2,3})$/ : /-(\d{2,3})$/)
  if (index.taken === undefined) return undefined
  const { date, rest } = takeDate(index.rest)
  const code = separator === '_' ? /^([a-z0-9]{5})_(?=.)/i.exec(rest) : /^([a-z0-9]{5})-(?=.)/i.exec(rest)
  if (!code) return undefined
  const [taken, letters = ''] = code
  // Without a date, `Salon_blau_01` and `guest_wc_01` are rooms and not codes; with dashes anything might be.
  if (date === undefined && (separator === '-' || isRoomWord(letters))) return undefined
  return {
    pattern: separator === '_' ? 'shoot' : 'phone',
    ...(date === undefined ? {} : { date }),
    code: letters.toUpperCase(),
    roomRaw: rest.slice(taken.length),
    index: Number(index.taken),
    ...(version.taken === undefined ? {} : { version: Number(version.taken) }),
  }
}

const isRoomWord = (letters: string) => /^[a-z]+$/i.test(letters) && findRoom(letters) !== undefined

function takeEnd(text: string, pattern: RegExp): { rest: string; taken?: string } {
  const match = pattern.exec(text)
  const taken = match?.[1]
  return match && taken !== undefined ? { rest: text.slice(0, match.index), taken } : { rest: text }
}

function takeDate(text: string): { rest: string; date?: string } {
  const match = /^(\d{4})-(\d{2})-(\d{2})-/.exec(text) ?? /^(\d{4})(\d{2})(\d{2})-/.exec(text)
  if (!match) return { rest: text }
  const [all, year = '', month = '', day = ''] = match
  const date = dateOf(year, month, day)
  return date === undefined ? { rest: text } : { rest: text.slice(all.length), date }
}

/** A day of this century, or nothing: eight digits may be anything. */
function dateOf(year: string, month: string, day: string): string | undefined {
  if (year < '2020' || year > '2100') return undefined
  const text = `${year}-${month}-${day}`
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text) ? text : undefined
}

function parseCamera(stem: string): Found | undefined {
  return /^_?(?:dsc|dscf|dscn|img|mg|pxl|dji|gopr|sam|mvimg|imgp|p)_?\d{3}/i.test(stem)
    ? { pattern: 'camera' }
    : undefined
}

/** A room, most often with a number behind it: `Livingroom_01`, `Küche (3)`, `Bad`. */
function parseRoom(stem: string): Found | undefined {
  const { rest, taken } = takeEnd(stem, /[ _-](\d{1,3})$/)
  const [roomRaw, index] = taken === undefined ? bracketed(stem) : [rest, taken]
  if (!/^[\p{L}][\p{L} _-]*\d{0,2}$/u.test(roomRaw)) return undefined
  if (index !== undefined) return { pattern: 'room', roomRaw, index: Number(index) }
  return findRoom(roomRaw) ? { pattern: 'room', roomRaw } : undefined
}

function bracketed(stem: string): [room: string, index?: string] {
  const { rest, taken } = takeEnd(stem, / ?\((\d{1,3})\)$/)
  return taken === undefined ? [stem] : [rest, taken]
}

interface CanonicalName {
  /** `2025-10-28`. */
  date: string
  /** Five capital letters and digits. */
  code: string
  room: RoomType
  /** From 1, within the room. */
  index: number
  version: number
}

/** The one way that names are written: `2025-10-28-AB3KQ_living-room_001_v1.jpg`. */
export function canonicalFileName({ date, code, room, index, version }: CanonicalName): string {
  const isFit =
    takeDate(`${date}-`).date === date && /^[A-Z0-9]{5}$/.test(code) && isIn(index, 0, 999) && isIn(version, 1, 999)
  if (!isFit) throw new Error('not fit for a name')
  return `${date}-${code}_${room.replaceAll('_', '-')}_${String(index).padStart(3, '0')}_v${version}.jpg`
}

const isIn = (number: number, least: number, most: number) =>
  Number.isInteger(number) && number >= least && number <= most
