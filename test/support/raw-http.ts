import net from 'node:net'

export interface RawAnswer {
  status: number
  headers: Record<string, string>
  body: Buffer
  /** Interim answers that came before, e.g. 100. */
  interim: number[]
}

/** A TCP line that says exactly what it is told and keeps everything it hears. */
export async function connectRaw(port: number) {
  const socket = net.connect({ port, host: '127.0.0.1' })
  let heard = Buffer.alloc(0)
  let ended = false
  let changed = Promise.withResolvers<void>()
  const change = () => {
    changed.resolve()
    changed = Promise.withResolvers<void>()
  }
  socket.on('data', (chunk) => {
    heard = Buffer.concat([heard, chunk])
    change()
  })
  socket.on('error', () => {})
  socket.on('close', () => {
    ended = true
    change()
  })
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject))

  async function until<Value>(look: () => Value | undefined): Promise<Value> {
    for (;;) {
      const value = look()
      if (value !== undefined) return value
      if (ended) throw new Error(`the line was closed after ${JSON.stringify(heard.toString('latin1').slice(0, 300))}`)
      await changed.promise
    }
  }

  return {
    socket,
    heard: () => heard.toString('latin1'),
    send: (data: string | Buffer) => socket.write(data),
    end: () => socket.end(),
    destroy: () => socket.destroy(),
    resetHard: () => socket.resetAndDestroy(),
    /** Resolves when the server has sent this. */
    hears: (text: string) => until(() => (heard.includes(text) ? true : undefined)),
    closed: () => until(() => (ended ? true : undefined)).catch(() => true),
    /** The final answer, once it is there whole. */
    answer: (): Promise<RawAnswer> => until(() => parseAnswer(heard, ended)),
  }
}

function parseAnswer(heard: Buffer, ended: boolean): RawAnswer | undefined {
  const interim: number[] = []
  let at = 0
  for (;;) {
    const headEnd = heard.indexOf('\r\n\r\n', at)
    if (headEnd < 0) return undefined
    const [statusLine = '', ...lines] = heard.toString('latin1', at, headEnd).split('\r\n')
    const status = Number(statusLine.split(' ')[1])
    at = headEnd + 4
    if (status < 200) {
      interim.push(status)
      continue
    }
    const headers = Object.fromEntries(
      lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
    )
    const length = headers['content-length']
    if (length === undefined && !ended) return undefined
    const body = heard.subarray(at, length === undefined ? undefined : at + Number(length))
    return length !== undefined && body.length < Number(length) ? undefined : { status, headers, body, interim }
  }
}
