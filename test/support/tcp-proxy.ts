import net from 'node:net'
import type { Test } from 'tap'

/** A way to a PostgreSQL on a socket that can fall silent: everything stays connected and nothing comes through. */
export async function startTcpProxy(t: Test, serverUrl: string) {
  const given = new URL(serverUrl.replace('@/', '@localhost/'))
  const target = `${given.searchParams.get('host')}/.s.PGSQL.${given.searchParams.get('port')}`
  const sockets = new Set<net.Socket>()
  let isSilent = false

  const server = net.createServer((near) => {
    const far = net.connect(target)
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from)
      from.on('error', () => {})
      from.on('close', () => {
        sockets.delete(from)
        to.destroy()
      })
      from.on('data', (chunk) => to.write(chunk))
      if (isSilent) from.pause()
    }
  })
  server.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  t.teardown(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })

  const { port } = server.address() as net.AddressInfo
  return {
    url: `postgres://${given.username}:${given.password}@127.0.0.1:${port}${given.pathname}`,
    fallSilent(): void {
      isSilent = true
      for (const socket of sockets) socket.pause()
    },
    speakAgain(): void {
      isSilent = false
      for (const socket of sockets) socket.resume()
    },
  }
}
