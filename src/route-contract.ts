import { z } from 'zod'
import type { FailureCode } from './errors.ts'

/** What an answer says in its head; see openapi-document.ts for the words. */
export type AnswerHeader = keyof typeof answerHeaders

/** An answer that no serializer writes, or the head of one that it does. */
export interface Answer {
  description: string
  /** By media type; without any, the answer has no body, or the one that `response` describes. */
  content?: Record<string, z.ZodType>
  headers?: readonly AnswerHeader[]
}

declare module 'fastify' {
  interface FastifySchema {
    /** The failures of this route itself. Those of its guard, its input and the machine below it go without saying. */
    errors?: readonly FailureCode[]
    /** By status; joined with `response`. */
    answers?: Record<number, Answer>
    /** A body that the handler reads by itself. */
    takes?: { type: string; body: z.ZodType }
    /** Heads of requests that make a difference; nothing checks them. */
    heeds?: z.ZodType
    /** A browser is told of failures by a page, and inside a page by a picture. */
    showsPage?: boolean | 'or picture'
  }
}

/** Who may use a route; a guard carries its rule with it. */
export interface AccessRule {
  role: string
  /** Null: for people alone. */
  scope: string | null
}

export const answerHeaders = {
  'Cache-Control': 'How long the answer may be kept.',
  'Content-Disposition': 'The name of the file.',
  'Content-Range': 'Which bytes these are.',
  ETag: 'The version; send it back as If-Match or If-None-Match.',
  'Last-Modified': 'When the picture was finished.',
  Location: 'Where to ask what became of it.',
  Refresh: 'The browser looks again after so many seconds.',
  'Retry-After': 'Seconds after which it is worth another try.',
  'Server-Timing': 'Milliseconds for each step on the way of the photo.',
  'X-Duplicate': '`true`: the photo joined a job that was already there.',
  'X-Fallback': 'Why this is not the picture that was wanted: `original` or `look`.',
  'X-Job-Id': 'The job.',
  'X-Result-Expires-At': 'When the public link ends.',
  'X-Result-Url': 'The public link of the picture.',
} as const

/** Bytes, and not text that JSON could hold. */
export const bytes = z.file()

export const file = (description: string, ...types: string[]): Answer => ({
  description,
  content: Object.fromEntries(types.map((type) => [type, bytes])),
  headers: ['Content-Disposition'],
})

/** Bytes or text of one type. */
export const text = (description: string, ...types: string[]): Answer => ({
  description,
  content: Object.fromEntries(types.map((type) => [type, z.string()])),
})

/** No body. */
export const nothing = (description: string): Answer => ({ description })

/** The revision that somebody saw, for changes that must not overwrite another one. */
export const ifMatch = z.object({ 'if-match': z.string().describe('The ETag of the revision that was changed.') })

export const ifNoneMatch = z.object({ 'if-none-match': z.string().optional() })
