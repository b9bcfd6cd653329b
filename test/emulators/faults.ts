import type { EmulatedRequest } from './emulator.ts'

/** What may happen to any answer on its way, whatever it says. */
export const faultSteps = [
  'reset-before-headers',
  'reset-mid-body',
  'stall-before-headers',
  'stall-mid-body',
  'html',
  'empty',
  'no-content',
  'truncated-json',
] as const

export type FaultStep = (typeof faultSteps)[number]

export const isFault = (name: string): name is FaultStep => faultSteps.some((step) => step === name)

/** Answers `body` the wrong way. The body is what a good answer would have been. */
export function answerWithFault(step: FaultStep, { reply, socket }: EmulatedRequest, body: Buffer): void {
  const json = { 'content-type': 'application/json', 'content-length': String(body.length) }
  const half = body.subarray(0, Math.max(1, Math.floor(body.length / 2)))
  switch (step) {
    case 'reset-before-headers':
      socket.resetAndDestroy()
      return
    case 'reset-mid-body':
      reply.writeHead(200, json)
      reply.write(half, () => socket.resetAndDestroy())
      return
    case 'stall-before-headers':
      return // and never a word
    case 'stall-mid-body':
      reply.writeHead(200, json)
      reply.write(half)
      return
    case 'html':
      reply.writeHead(200, { 'content-type': 'text/html' }).end('<html><body><h1>Maintenance</h1></body></html>')
      return
    case 'empty':
      reply.writeHead(200, { 'content-type': 'application/json', 'content-length': '0' }).end()
      return
    case 'no-content':
      reply.writeHead(204).end()
      return
    case 'truncated-json':
      reply.writeHead(200, { 'content-type': 'application/json', 'content-length': String(half.length) }).end(half)
  }
}
