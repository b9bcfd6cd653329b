import { flushCompileCache } from 'node:module'
import { createApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { createLogger, openWorld } from '../../src/main.ts'
import { createStandInAdapter } from './stand-in-adapter.ts'

/**
 * A node of the gateway as `npm start` runs it, with one more provider: the stand-in whose address is the first argument;
 * the second is the node's name there. Tells its parent where it listens, ends at SIGTERM as the real one does, and does not outlive its parent.
 */
const [standIn = '', name = ''] = process.argv.slice(2)
const stopMilliseconds = 25_000

const config = readConfig(process.env)
const log = createLogger(config.logLevel)
const fail = (error: unknown) => {
  log.fatal({ err: error }, 'cannot go on')
  process.exit(1)
}
process.once('disconnect', () => process.exit(1))
process.on('unhandledRejection', (reason) => log.error({ err: reason }, 'a promise was left alone'))
process.on('uncaughtException', fail)

async function open() {
  const { world, onClose, close } = await openWorld({ config, log, asServer: true, onFatal: fail })
  const app = await createApp({
    ...world,
    providers: { ...world.providers, standin: createStandInAdapter(standIn, name) },
  })
  onClose(() => app.stop(stopMilliseconds))
  await app.start()
  const url = await app.server.listen({ host: config.http.host, port: config.http.port })
  return { url, close }
}

const { url, close } = (await open().catch(fail)) as Awaited<ReturnType<typeof open>>
process.once('SIGTERM', () => {
  close().then(() => process.exit(0), fail)
})
process.send?.(url)
flushCompileCache() // a kill would lose it
