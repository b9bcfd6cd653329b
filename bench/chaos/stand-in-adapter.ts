import http from 'node:http'
import { z } from 'zod'
import { GatewayError } from '../../src/errors.ts'
import { defineOperation, defineProvider } from '../../src/providers/define-provider.ts'
import type { Provider } from '../../src/providers/provider.ts'
import { resultSide } from './pictures.ts'
import { nodeHeader } from './strict-provider.ts'

/** The gateway's side of the stand-in: hands over the photo as it came and takes the picture as it is. `node` signs the call. */
export function createStandInAdapter(url: string, node: string): Provider {
  const edit = defineOperation({
    settings: z.strictObject({}),
    templateRoles: [],
    async edit({ photo }, _settings, { signal }) {
      const { status, body } = await post(url, node, await photo.read(), signal)
      if (status !== 200) throw new GatewayError('provider_error', `the stand-in answered ${status}`)
      return { bytes: body, type: 'image/jpeg', width: resultSide, height: resultSide }
    },
  })
  return defineProvider({ name: 'standin', operations: { edit } })
}

/** One connection per call, so that a caller who goes away is seen to go. */
function post(url: string, node: string, body: Buffer, signal: AbortSignal): Promise<{ status: number; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const refuse = (cause: Error) =>
      reject(new GatewayError('provider_error', 'the line to the stand-in broke', { cause }))
    const headers = { 'content-length': body.length, [nodeHeader]: node }
    const request = http.request(url, { method: 'POST', agent: false, signal, headers }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.once('error', refuse)
      answer.once('end', () => resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks) }))
    })
    request.once('error', refuse)
    request.end(body)
  })
}
