import { z } from 'zod'
import { multipartParts } from './multipart-parts.ts'

export interface Picture {
  bytes: Buffer
  type: string
}

interface Answer {
  headers: { 'content-type'?: string | undefined }
  body: Buffer
}

const inlineSchema = z.object({ mime: z.string(), result_inline_base64: z.base64().min(1) })

/** The finished picture in any of the gateway's three forms: bare, inside JSON, or beside it in a multipart answer. */
export function pictureOfAnswer({ headers, body }: Answer): Picture | null {
  const contentType = headers['content-type'] ?? ''
  const type = bareType(contentType)
  if (type.startsWith('image/')) return body.length > 0 ? { bytes: body, type } : null
  if (type === 'application/json') return pictureInJson(body)
  if (type.startsWith('multipart/')) return pictureInParts(contentType, body)
  return null
}

function pictureInJson(body: Buffer): Picture | null {
  const { data } = inlineSchema.safeParse(jsonOf(body))
  return data ? { bytes: Buffer.from(data.result_inline_base64, 'base64'), type: data.mime } : null
}

function pictureInParts(contentType: string, body: Buffer): Picture | null {
  for (const { headers, bytes } of multipartParts(contentType, body) ?? []) {
    const type = bareType(headers['content-type'] ?? '')
    if (type.startsWith('image/') && bytes.length > 0) return { bytes, type }
  }
  return null
}

/** What a body says when it is JSON; undefined when it is not. */
export function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}

function bareType(contentType: string): string {
  return contentType.split(';', 1)[0]?.trim().toLowerCase() ?? ''
}
