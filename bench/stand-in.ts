import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import http from 'node:http'
import os from 'node:os'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { serveParent } from './measure.ts'
import { resultPicture, smallPicture } from './test-pictures.ts'

/**
 * POST /edit/200: a provider that takes exactly 200 ms once it has the whole photo and answers with a picture of 2 MB.
 * POST /sketch/500: the same with a picture of 100 kB, where it is about the queue and not about bytes.
 * POST /hold: the same, but only after GET /release.
 * POST /pipe: the bare server that an upload is compared with; the body goes to disk and that is all.
 */
const result = await resultPicture()
const small = await smallPicture()
let files = 0

async function pipe(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
  const file = path.join(os.tmpdir(), `photochanger-bench-${process.pid}-${files++}`)
  await pipeline(request, createWriteStream(file))
  await rm(file)
  response.end()
}

async function takePhoto(request: http.IncomingMessage): Promise<void> {
  const hash = createHash('sha256')
  for await (const chunk of request) hash.update(chunk as Buffer)
}

function answer(response: http.ServerResponse, picture = result): void {
  response.writeHead(200, { 'content-type': 'image/jpeg', 'content-length': picture.length })
  response.end(picture)
}

async function edit(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
  await takePhoto(request)
  setTimeout(answer, Number(request.url?.split('/').at(-1)), response)
}

async function sketch(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
  await takePhoto(request)
  setTimeout(answer, Number(request.url?.split('/').at(-1)), response, small)
}

const gate = Promise.withResolvers<void>()

async function hold(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
  await takePhoto(request)
  await gate.promise
  answer(response)
}

async function release(_request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
  gate.resolve()
  response.end()
}

const handlers: Record<string, typeof edit> = { pipe, hold, release, edit, sketch }

const server = http.createServer((request, response) => {
  const handle = handlers[request.url?.split('/')[1] ?? ''] ?? edit
  handle(request, response).catch(() => response.destroy())
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  serveParent(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`, async () => {
    server.closeAllConnections()
    server.close()
  })
})
