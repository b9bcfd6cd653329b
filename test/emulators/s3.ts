import { createHash, randomUUID } from 'node:crypto'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { Miniflare } from 'miniflare'
import type { Test } from 'tap'

/** What S3 calls the requests. */
export type S3Operation =
  | 'AbortMultipartUpload'
  | 'CompleteMultipartUpload'
  | 'CopyObject'
  | 'CreateMultipartUpload'
  | 'DeleteObject'
  | 'GetObject'
  | 'HeadObject'
  | 'ListMultipartUploads'
  | 'ListObjectsV2'
  | 'PutObject'
  | 'UploadPart'

export type S3Fault =
  /** An answer of the service's own making; the request goes no further. */
  | { answer: number; code?: string }
  /** Passed on after so long; without a number, never. */
  | { wait: number | null }
  /** The connection breaks before anything was done. */
  | 'reset'
  /** It breaks when all was done, before the answer. */
  | 'answer lost'
  /** It breaks after so many bytes of the body. */
  | { cutAfter: number }
  /** After so many bytes of the body nothing more comes. */
  | { stallAfter: number }

interface Rule {
  fault: S3Fault
  /** Null: all. */
  bucket: string | null
  operations: readonly S3Operation[]
  times: number
}

const credentials = { accessKeyId: 'test-access-key', secretAccessKey: 'test-secret-that-nobody-may-see' }
const buckets = 160
const path = '/cdn-cgi/local/r2/s3'

/**
 * Cloudflare's own emulation of R2, which checks signatures and their time, behind a proxy that can break anything. The
 * proxy adds what R2 has and the emulation has not: it compares SHA-256 checksums, and lists uploads in parts.
 */
export async function startS3(t: Test) {
  const names = Array.from({ length: buckets }, (_, at) => `pictures-${at}`)
  const r2Buckets = Object.fromEntries(names.map((name) => [name, { id: name, s3Credentials: credentials }]))
  const emulation = new Miniflare({ modules: true, script: 'export default {}', r2Buckets } as never)
  const { port } = await emulation.ready
  const proxy = await startProxy(Number(port))
  t.teardown(async () => {
    proxy.close()
    await emulation.dispose()
  })

  const endpoint = `http://127.0.0.1:${proxy.port}${path}`
  return {
    ...proxy,
    endpoint,
    credentials,
    /** An empty bucket, as `STORAGE=s3` names it. */
    nextBucket() {
      const bucket = names.shift()
      if (bucket === undefined) throw new Error('no bucket is left')
      return { endpoint, region: 'auto', bucket, ...credentials, isPathStyle: true }
    },
  }
}

export type TestS3 = Awaited<ReturnType<typeof startS3>>

/** As environment of a gateway. */
export const s3Environment = (given: ReturnType<TestS3['nextBucket']>): Record<string, string> => ({
  STORAGE: 's3',
  S3_ENDPOINT: given.endpoint,
  S3_REGION: given.region,
  S3_BUCKET: given.bucket,
  S3_ACCESS_KEY_ID: given.accessKeyId,
  S3_SECRET_ACCESS_KEY: given.secretAccessKey,
})

async function startProxy(port: number) {
  // A connection that the emulation closes while it rests would look like a fault.
  const agent = new http.Agent({ keepAlive: false })
  const rules = new Set<Rule>()
  let seen: { operation: S3Operation; bucket: string; key: string; status: number }[] = []
  const uploads = new Map<string, { bucket: string; key: string }>()

  function faultFor(operation: S3Operation, bucket: string): S3Fault | undefined {
    for (const rule of rules) {
      if (rule.times <= 0 || !rule.operations.includes(operation)) continue
      if (rule.bucket !== null && rule.bucket !== bucket) continue
      rule.times -= 1
      return rule.fault
    }
    return undefined
  }

  const server = http.createServer((request, response) => {
    void handle(request, response).catch(() => request.socket.destroy())
  })

  async function handle(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const { operation, bucket, key, query } = understand(request)
    const fault = faultFor(operation, bucket)
    const note = (status: number) => void seen.push({ operation, bucket, key, status })
    const body = await buffer(request)
    if (fault === 'reset') {
      note(0)
      request.socket.resetAndDestroy()
      return
    }
    if (typeof fault === 'object' && 'answer' in fault) {
      note(fault.answer)
      sendError(response, fault.answer, fault.code ?? 'SomethingElse')
      return
    }
    if (typeof fault === 'object' && 'wait' in fault) {
      note(0)
      if (fault.wait === null) return
      await new Promise((resolve) => setTimeout(resolve, fault.wait ?? 0))
    }
    if (!isAsPromised(request, body)) return sendError(response, 400, 'XAmzContentChecksumMismatch')

    if (operation === 'ListMultipartUploads') {
      note(200)
      if (fault === 'answer lost') request.socket.resetAndDestroy()
      else sendUploads(response, bucket)
      return
    }
    const answer = await passOn(request, body)
    const bytes = await buffer(answer)
    note(answer.statusCode ?? 0)
    if ((answer.statusCode ?? 0) < 300) keepBooks(operation, { bucket, key }, query, bytes)
    if (fault === 'answer lost') request.socket.resetAndDestroy()
    else answerWith(response, answer, bytes, fault)
  }

  function keepBooks(
    operation: S3Operation,
    upload: { bucket: string; key: string },
    query: URLSearchParams,
    answer: Buffer,
  ): void {
    if (operation === 'CreateMultipartUpload') uploads.set(/<UploadId>([^<]+)</.exec(String(answer))?.[1] ?? '', upload)
    if (operation === 'AbortMultipartUpload' || operation === 'CompleteMultipartUpload')
      uploads.delete(query.get('uploadId') ?? '')
  }

  function passOn(given: http.IncomingMessage, body: Buffer): Promise<http.IncomingMessage> {
    const { method, url, headers } = given
    return new Promise((resolve, reject) => {
      const { 'transfer-encoding': _, ...rest } = headers
      const target = { host: '127.0.0.1', port, agent, method, path: url, headers: rest }
      http.request(target, resolve).on('error', reject).end(body)
    })
  }

  function answerWith(
    response: http.ServerResponse,
    { statusCode = 502, headers }: http.IncomingMessage,
    bytes: Buffer,
    fault: S3Fault | undefined,
  ): void {
    response.writeHead(statusCode, headers)
    if (typeof fault === 'object' && 'cutAfter' in fault) {
      response.write(bytes.subarray(0, fault.cutAfter), () => response.socket?.destroy())
      return
    }
    if (typeof fault === 'object' && 'stallAfter' in fault) {
      response.write(bytes.subarray(0, fault.stallAfter))
      return
    }
    response.end(bytes)
  }

  function sendUploads(response: http.ServerResponse, bucket: string): void {
    const started = new Date(Date.now() - 7_200_000).toISOString()
    const ofBucket = [...uploads].filter(([, upload]) => upload.bucket === bucket)
    const list = ofBucket.map(
      ([id, { key }]) =>
        `<Upload><Key>${key}</Key><UploadId>${id}</UploadId><Initiated>${started}</Initiated></Upload>`,
    )
    response.writeHead(200, { 'content-type': 'application/xml' })
    response.end(`<ListMultipartUploadsResult>${list.join('')}</ListMultipartUploadsResult>`)
  }

  function faultsOf(bucket: string | null) {
    const isIts = (of: { bucket: string | null }) => bucket === null || of.bucket === bucket
    return {
      /** From now on these requests meet it, for so many times; call `heal` to end it. */
      break(fault: S3Fault, operations: readonly S3Operation[] = everything, times = Number.POSITIVE_INFINITY): void {
        rules.add({ fault, bucket, operations, times })
      },
      heal(): void {
        for (const rule of rules) if (rule.bucket === bucket) rules.delete(rule)
      },
      /** What was asked for since the last time this was called. */
      takeSeen() {
        const taken = seen.filter(isIts)
        seen = seen.filter((each) => !isIts(each))
        return taken
      },
      /** Keys of uploads in parts that have not ended. */
      openUploads: () => [...uploads.values()].filter(isIts).map(({ key }) => key),
    }
  }

  async function listen(at: number): Promise<number> {
    server.listen(at, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    return (server.address() as AddressInfo).port
  }
  const ownPort = await listen(0)
  return {
    port: ownPort,
    /** From now on nobody is there at all: connections are refused. */
    async leave(): Promise<void> {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
    comeBack: () => listen(ownPort),
    ...faultsOf(null),
    /** The same for one bucket: others go on as if nothing were. */
    only: faultsOf,
    close(): void {
      agent.destroy()
      server.closeAllConnections()
      server.close()
    },
  }
}

const everything: readonly S3Operation[] = [
  'AbortMultipartUpload',
  'CompleteMultipartUpload',
  'CopyObject',
  'CreateMultipartUpload',
  'DeleteObject',
  'GetObject',
  'HeadObject',
  'ListMultipartUploads',
  'ListObjectsV2',
  'PutObject',
  'UploadPart',
]

function understand({ method = '', url = '', headers }: http.IncomingMessage) {
  const { pathname, searchParams: query } = new URL(url, 'http://proxy')
  const [, bucket = '', key = ''] = /^\/([^/]+)\/?(.*)$/.exec(pathname.slice(path.length)) ?? []
  const operation = operationOf(method, query, 'x-amz-copy-source' in headers)
  return { operation, bucket, key: decodeURIComponent(key), query }
}

function operationOf(method: string, query: URLSearchParams, isCopy: boolean): S3Operation {
  if (method === 'HEAD') return 'HeadObject'
  if (method === 'GET' && query.has('uploads')) return 'ListMultipartUploads'
  if (method === 'GET') return query.has('list-type') ? 'ListObjectsV2' : 'GetObject'
  if (method === 'POST') return query.has('uploads') ? 'CreateMultipartUpload' : 'CompleteMultipartUpload'
  if (method === 'DELETE') return query.has('uploadId') ? 'AbortMultipartUpload' : 'DeleteObject'
  if (isCopy) return 'CopyObject'
  return query.has('partNumber') ? 'UploadPart' : 'PutObject'
}

function isAsPromised({ headers }: http.IncomingMessage, body: Buffer): boolean {
  const promised = headers['x-amz-checksum-sha256']
  return promised === undefined || promised === createHash('sha256').update(body).digest('base64')
}

function sendError(response: http.ServerResponse, status: number, code: string): void {
  response.writeHead(status, { 'content-type': 'application/xml' })
  response.end(`<Error><Code>${code}</Code><Message>as wanted</Message><RequestId>${randomUUID()}</RequestId></Error>`)
}
