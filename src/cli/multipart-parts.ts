export interface MultipartPart {
  /** Names in lower case. */
  headers: Record<string, string>
  bytes: Buffer
}

/**
 * The parts of a multipart body of any subtype (RFC 2046), or null when it is cut off or not one. Node's own
 * `Response.formData()` reads multipart/form-data only.
 */
export function multipartParts(contentType: string, body: Buffer): MultipartPart[] | null {
  const boundary = boundaryOf(contentType)
  if (!boundary) return null

  // So that a delimiter at the very start looks like every other one.
  const text = Buffer.concat([Buffer.from('\r\n'), body])
  const parts: MultipartPart[] = []
  let delimiter = findDelimiter(text, boundary, 0)
  while (delimiter && !delimiter.isLast) {
    const next = findDelimiter(text, boundary, delimiter.end)
    if (!next) return null
    const part = readPart(text.subarray(delimiter.end, next.start))
    if (!part) return null
    parts.push(part)
    delimiter = next
  }
  return delimiter ? parts : null
}

function boundaryOf(contentType: string): string | undefined {
  if (!/^multipart\//i.test(contentType)) return undefined
  const [, quoted, bare] = /;\s*boundary=(?:"([^"]+)"|([^\s;"]+))/i.exec(contentType) ?? []
  return quoted ?? bare
}

interface Delimiter {
  start: number
  end: number
  isLast: boolean
}

/** The next delimiter line. `start` is where the part before it ends, `end` where the part after it begins. */
function findDelimiter(text: Buffer, boundary: string, from: number): Delimiter | undefined {
  const marker = `\r\n--${boundary}`
  let start = text.indexOf(marker, from, 'latin1')
  while (start >= 0) {
    const end = start + marker.length
    if (text.toString('latin1', end, end + 2) === '--') return { start, end: end + 2, isLast: true }
    // Only blanks may follow; anything else is a longer word that begins like the boundary.
    const lineEnd = text.indexOf('\r\n', end, 'latin1')
    if (lineEnd >= 0 && /^[ \t]*$/.test(text.toString('latin1', end, lineEnd))) {
      return { start, end: lineEnd + 2, isLast: false }
    }
    start = text.indexOf(marker, end, 'latin1')
  }
  return undefined
}

function readPart(part: Buffer): MultipartPart | null {
  if (part.length === 0 || part.toString('latin1', 0, 2) === '\r\n') return { headers: {}, bytes: part.subarray(2) }
  const headEnd = part.indexOf('\r\n\r\n', 0, 'latin1')
  if (headEnd < 0) return null
  return { headers: readHeaders(part.toString('utf8', 0, headEnd)), bytes: part.subarray(headEnd + 4) }
}

function readHeaders(head: string): Record<string, string> {
  const unfolded = head.replaceAll(/\r\n[ \t]+/g, ' ')
  const pairs = unfolded.split('\r\n').map((line) => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()]
  })
  return Object.fromEntries(pairs)
}
