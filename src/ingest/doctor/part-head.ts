import type { SeenPart } from './scan-parts.ts'

/** What a part's head says, as far as it says it. */
export interface PartHead {
  hasDisposition: boolean
  name: string | null
  /** Null when there is none: a plain field. */
  filename: string | null
  type: string | null
  encoding: string | null
}

export function readPartHead({ head }: Pick<SeenPart, 'head'>): PartHead {
  const textOf = (header: string) =>
    head
      .find((line) => line.toLowerCase().startsWith(`${header}:`))
      ?.slice(header.length + 1)
      .trim() ?? null
  const disposition = textOf('content-disposition')
  const parameter = (name: string) => {
    const found = new RegExp(`;\\s*${name}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^;\\s]*))`, 'i').exec(disposition ?? '')
    return found ? (found[1] ?? found[2] ?? '') : null
  }
  return {
    hasDisposition: disposition !== null,
    name: parameter('name'),
    filename: parameter('filename') ?? parameter('filename\\*'),
    type: textOf('content-type')?.toLowerCase() ?? null,
    encoding: textOf('content-transfer-encoding')?.toLowerCase() ?? null,
  }
}

export const boundaryIn = (contentType: string | undefined): string | null => {
  const found = /;\s*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType ?? '')
  return found?.[1] ?? found?.[2] ?? null
}
