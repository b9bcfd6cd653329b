import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FailureThrottle } from '../accounts/failure-throttle.ts'
import { bearerOf, type Guard, requirePerson } from '../accounts/guard.ts'
import { GatewayError } from '../errors.ts'
import { type Direction, type EditorTokens, looksLikeEditorToken, type ShownToken } from './editor-tokens.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the gate, when it is an editor who asks. */
    editor?: ShownToken
  }
}

interface Dependencies {
  guard: Guard
  editorTokens: Pick<EditorTokens, 'find'>
  /** Counts what each token asks for, on all nodes together. */
  throttle: Pick<FailureThrottle, 'recordFailure'>
}

const requestsPerMinute = 20

/** Lets people in, and machines, as the guard does; and editors, into their shoot, in their direction. */
export function createEditorGate({ guard, editorTokens, throttle }: Dependencies) {
  return function gate(direction: Direction) {
    const asPerson = direction === 'upload' ? guard('operator', 'pix:write') : guard('viewer', 'pix:read')

    async function letIn(request: FastifyRequest, reply: FastifyReply): Promise<void> {
      const bearer = bearerOf(request)
      if (bearer === undefined || !looksLikeEditorToken(bearer)) return asPerson(request, reply)
      reply.header('cache-control', 'no-store')
      const editor = await editorTokens.find(bearer)
      await throttle
        .recordFailure(`editor ${editor.id}`, { limit: requestsPerMinute, windowSeconds: 60 })
        .catch(sayTooMany)
      const { shootId } = request.params as { shootId?: string }
      // Whoever has a key to one shoot learns nothing of the others.
      if (editor.shootId !== shootId) throw new GatewayError('shoot_not_found', 'a token of another shoot')
      if (editor.direction !== direction) {
        const details = 'This editor’s token was made for the other direction.'
        throw new GatewayError('insufficient_scope', 'the other direction', { details })
      }
      request.editor = editor
    }

    return Object.assign(letIn, { rule: asPerson.rule })
  }
}

export type EditorGate = ReturnType<typeof createEditorGate>

/** The counter is that of wrong passwords, and so are its words. */
function sayTooMany(error: unknown): never {
  if (!(error instanceof GatewayError) || error.code !== 'rate_limited') throw error
  const { retryAfterSeconds = 60 } = error
  throw new GatewayError('rate_limited', 'an editor asks too often', { retryAfterSeconds, cause: error })
}

/** For the audit. */
export const senderOf = (request: FastifyRequest): string =>
  request.editor ? `editor ${request.editor.label}` : requirePerson(request).email
