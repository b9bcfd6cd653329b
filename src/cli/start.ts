import os from 'node:os'
import { readConfig } from '../config.ts'
import { createLogger, type Gateway, startGateway } from '../main.ts'

/** Runs until it is told to stop. A second signal does not wait. */
export async function start(): Promise<number> {
  const config = readConfig(process.env)
  const log = createLogger(config.logLevel)
  const stopped = Promise.withResolvers<number>()
  const onFatal = (error: Error) => {
    log.fatal({ err: error }, 'cannot go on')
    stopped.resolve(1)
  }
  process.on('unhandledRejection', (reason) => log.error({ err: reason }, 'a promise was left alone'))
  process.on('uncaughtException', (error) => onFatal(error))

  // From here on, and not when it is ready: else its database would outlive it.
  let askedAt: number | undefined
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (askedAt !== undefined && performance.now() - askedAt > echoMilliseconds) process.exit(1)
      if (askedAt === undefined) log.info({ signal }, 'stopping; a second signal does not wait')
      askedAt ??= performance.now()
      stopped.resolve(0)
    })
  }
  const gateway = await startGateway(config, log, onFatal)
  // Also when it is to stop already: passwords are shown only now.
  process.stdout.write(welcome(gateway, gateway.app.settings.latest().publicBaseUrl))
  log.info({ role: config.role }, 'ready')
  const unwatch = process.env.npm_lifecycle_event ? watchParent(() => stopped.resolve(0)) : () => {}
  const code = await stopped.promise
  unwatch()
  await gateway.stop()
  log.info('stopped')
  return code
}

/** One ^C may come several times: from the terminal, from npm, and from whoever begins us again when a file changes. */
const echoMilliseconds = 1000
const parentMilliseconds = 500

/** `npm start` puts a shell between us and whoever stops npm, and that shell dies without passing the signal on. */
function watchParent(gone: () => void): () => void {
  const parent = process.ppid
  const timer = setInterval(() => process.ppid !== parent && gone(), parentMilliseconds)
  return () => clearInterval(timer)
}

/** What a person needs to see: where it is, and on the first start the passwords that were made up. */
function welcome({ address, firstStart }: Gateway, publicBaseUrl: string | null): string {
  const { port } = new URL(address)
  const local = `http://localhost:${port}`
  const { adminEmail, adminPassword, ingestPassword } = firstStart
  const lines = [
    '',
    `PhotoChanger takes photos at ${publicBaseUrl ?? local}/ingest/slot-001 … slot-015`,
    `  its pages:       ${publicBaseUrl ?? local}/admin/`,
  ]
  for (const lan of publicBaseUrl ? [] : lanAddresses())
    lines.push(`  in this network: http://${lan}:${port}/ingest/slot-001`)
  if (adminPassword) lines.push(`  administrator:   ${adminEmail}   password: ${adminPassword}   (shown only now)`)
  if (ingestPassword) lines.push(`  ingest password: ${ingestPassword}   (shown only now)`)
  const password = ingestPassword ?? '<ingest password>'
  lines.push(
    '',
    'Send a photo:',
    `  npx photochanger shoot docs/pictures/sample.jpg --slot slot-002 --password ${password} --url ${local}`,
    '',
    '',
  )
  return lines.join('\n')
}

function lanAddresses(): string[] {
  const addresses = Object.values(os.networkInterfaces()).flatMap((entries) => entries ?? [])
  return addresses.filter(({ internal, family }) => !internal && family === 'IPv4').map(({ address }) => address)
}
