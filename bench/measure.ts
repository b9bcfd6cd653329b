import { type ChildProcess, fork } from 'node:child_process'
import http from 'node:http'
import path from 'node:path'

/** One line of the result table. */
export interface Row {
  what: string
  value: string
  floor: string
  ratio: string
  goal: string
}

export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
}

export const sorted = (values: number[]) => values.toSorted((one, other) => one - other)

export interface Exchange {
  status: number
  headers: http.IncomingHttpHeaders
  bytes: number
  milliseconds: number
}

/** One request on a new connection, as a camera program makes it; timed to the last byte of the answer. */
export function exchange(
  url: string,
  { method = 'GET', headers = {}, body }: { method?: string; headers?: Record<string, string>; body?: Buffer[] } = {},
): Promise<Exchange> {
  const startedAt = performance.now()
  return new Promise((resolve, reject) => {
    const request = http.request(
      url,
      {
        method,
        headers: { ...headers, ...(body && { 'content-length': body.reduce((sum, { length }) => sum + length, 0) }) },
        agent: false,
      },
      (answer) => {
        let bytes = 0
        answer.on('data', (chunk: Buffer) => {
          bytes += chunk.length
        })
        answer.once('error', reject)
        answer.once('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headers,
            bytes,
            milliseconds: performance.now() - startedAt,
          }),
        )
      },
    )
    request.once('error', reject)
    for (const piece of body ?? []) request.write(piece)
    request.end()
  })
}

/** Runs `count` exchanges, `parallel` at a time. Resolves to each one's milliseconds and the whole wall time. */
export async function repeat(count: number, parallel: number, once: (at: number) => Promise<Exchange>) {
  const exchanges: Exchange[] = []
  const startedAt = performance.now()
  let next = 0
  const worker = async () => {
    for (let at = next++; at < count; at = next++) {
      const done = await once(at)
      if (done.status !== 200) throw new Error(`answer ${done.status}`)
      exchanges.push(done)
    }
  }
  await Promise.all(Array.from({ length: parallel }, worker))
  return { exchanges, wallMilliseconds: performance.now() - startedAt }
}

/** A server in a process of its own, which says where it listens in its first message. */
export async function startProcess(
  file: string,
  argv: string[] = [],
  flags: string[] = [],
): Promise<{ url: string; child: ChildProcess; stop(): Promise<void> }> {
  const child = fork(path.join(import.meta.dirname, file), argv, {
    execArgv: ['--heap-growing-percent=400', ...flags], // as bin/photochanger.cjs does
    env: { ...process.env, UV_THREADPOOL_SIZE: '16', MALLOC_ARENA_MAX: '2' },
  })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const url = await new Promise<string>((resolve, reject) => {
    child.once('message', (message) => resolve(String(message)))
    child.once('exit', (code) => reject(new Error(`${file} ended with ${code}`)))
  })
  return {
    url,
    child,
    async stop() {
      child.send('stop')
      await exited
    },
  }
}

/** Tells the parent where we listen and ends when it says so. */
export function serveParent(url: string, stop: () => Promise<void>): void {
  process.send?.(url)
  process.once('message', () => {
    stop().then(
      () => process.exit(0),
      () => process.exit(1),
    )
  })
}
