import { once } from 'node:events'
import http from 'node:http'
import { serveParent } from './measure.ts'
import { largePicture } from './test-pictures.ts'

/**
 * The four services as they answer when all is well, and as fast as this machine can: what a call costs here is the
 * line, and the rest is the adapter's. `GET /plain` sends the same picture, `POST /plain` takes a photo.
 */
const picture = await largePicture()
const base64 = picture.toString('base64')
const pieceCharacters = 64 * 1024

type Answer = (request: http.IncomingMessage, reply: http.ServerResponse) => Promise<void>

async function drain(request: http.IncomingMessage): Promise<void> {
  for await (const _ of request);
}

/** In pieces, as a network brings it. */
async function sendJson(reply: http.ServerResponse, before: string, after: string): Promise<void> {
  const length = before.length + base64.length + after.length
  reply.writeHead(200, { 'content-type': 'application/json', 'content-length': length })
  reply.write(before)
  for (let at = 0; at < base64.length; at += pieceCharacters) {
    if (!reply.write(base64.slice(at, at + pieceCharacters))) await once(reply, 'drain')
  }
  reply.end(after)
}

const json = (reply: http.ServerResponse, body: unknown) =>
  void reply.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))

const base = (request: http.IncomingMessage) => `http://${request.headers.host}`

const answers: [method: string, path: RegExp, answer: Answer][] = [
  [
    'POST',
    /:generateContent$/,
    (_request, reply) =>
      sendJson(
        reply,
        '{"candidates":[{"content":{"role":"model","parts":[{"inlineData":{"mimeType":"image/jpeg","data":"',
        '"}}]},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":1300,"candidatesTokenCount":1120,"totalTokenCount":2420},"responseId":"bench"}',
      ),
  ],
  [
    'POST',
    /\/images\/edits$/,
    (_request, reply) => {
      reply.setHeader('x-request-id', 'bench')
      return sendJson(
        reply,
        '{"created":1,"output_format":"jpeg","data":[{"b64_json":"',
        '"}],"usage":{"input_tokens":300,"output_tokens":1000,"total_tokens":1300,"input_tokens_details":{"text_tokens":20,"image_tokens":280}}}',
      )
    },
  ],
  [
    'POST',
    /\/storage\/upload\/initiate$/,
    async (request, reply) => {
      const path = `${base(request)}/fal/cdn/files/b/${crypto.randomUUID()}`
      json(reply, { upload_url: path, file_url: path })
    },
  ],
  ['PUT', /^\/fal\/cdn\//, async (_request, reply) => void reply.end()],
  [
    'POST',
    /^\/fal\/queue\//,
    async (_request, reply) => json(reply, { status: 'IN_QUEUE', request_id: crypto.randomUUID(), queue_position: 0 }),
  ],
  ['GET', /\/status$/, async (_request, reply) => json(reply, { status: 'COMPLETED', logs: [], metrics: {} })],
  [
    'GET',
    /^\/fal\/queue\/.*\/requests\/[^/]+$/,
    async (request, reply) => json(reply, { images: [{ url: `${base(request)}/plain` }], has_nsfw_concepts: [false] }),
  ],
  [
    'POST',
    /^\/turbotext\/api_ai\//,
    async (request, reply) =>
      json(reply, { success: true, error: '', queueid: 7, data: {}, uploaded_image: `${base(request)}/plain` }),
  ],
  ['POST', /^\/plain$/, async (_request, reply) => void reply.end()],
  [
    'GET',
    /^\/plain$/,
    async (_request, reply) =>
      void reply.writeHead(200, { 'content-type': 'image/jpeg', 'content-length': picture.length }).end(picture),
  ],
]

const server = http.createServer((request, reply) => {
  const path = request.url?.split('?')[0] ?? ''
  const [, , answer] = answers.find(([method, pattern]) => method === request.method && pattern.test(path)) ?? []
  if (!answer) return void reply.writeHead(404).end(`nobody answers ${request.method} ${path}`)
  drain(request)
    .then(() => answer(request, reply))
    .catch(() => reply.destroy())
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  serveParent(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`, async () => {
    server.closeAllConnections()
    server.close()
  })
})
