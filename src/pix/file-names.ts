/**
 * Names of files come from editors, photographers, archives and cameras. They are part of a key, end up in customers' ZIP
 * files, and are what a picture is known by inside its job. So a name is taken as it is or refused, and never mended: two
 * names that are mended into one would be two photos in one place. Only the way its letters are composed is evened out.
 */

const mostBytes = 200

/** What `layOut` of a folder leaves behind; no picture's name. */
export const keepName = '_keep'

const faults = {
  empty: 'The name is empty.',
  too_long: `The name is longer than ${mostBytes} bytes.`,
  path: 'The name is a path.',
  control_character: 'The name has a character that cannot be seen.',
  reserved_character: 'The name has one of the characters : * ? " < > |.',
  reserved_name: 'The name means something else to a computer.',
  edge: 'The name begins with a dot or a space, or ends with one.',
} as const

export type FileNameFault = keyof typeof faults

/** For people. */
export const sentenceOfFault = (fault: FileNameFault): string => faults[fault]

/** Also invisible ones (format, private use, halves of a pair), and every white space but the plain one. */
const unseen = /[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u
/** Windows takes none of them, and customers unpack there. */
const reserved = /[:*?"<>|]/
const devices = /^(?:con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$)(?:\.|$)/i

function faultIn(name: string): FileNameFault | undefined {
  if (name === '') return 'empty'
  if (Buffer.byteLength(name) > mostBytes) return 'too_long'
  if (/[/\\]/.test(name) || name === '.' || name === '..') return 'path'
  if (unseen.test(name)) return 'control_character'
  if (reserved.test(name)) return 'reserved_character'
  if (devices.test(name) || name.toLowerCase() === keepName) return 'reserved_name'
  if (/^[. ]|[. ]$/.test(name)) return 'edge'
  return undefined
}

/** The name in composed letters (NFC: a Mac writes ü as two), or why it is not taken. */
export function checkFileName(given: string): { name: string } | { fault: FileNameFault } {
  // Letters are composed only once the length is known to be small.
  if (given.length > mostBytes * 4) return { fault: 'too_long' }
  const name = given.normalize('NFC')
  const fault = faultIn(name)
  return fault ? { fault } : { name }
}

/** For names that have been checked before; anything else is a bug. */
export function requireFileName(given: string): string {
  const checked = checkFileName(given)
  if ('fault' in checked) throw new Error(`not a file name: ${checked.fault}`)
  return checked.name
}
