import { readFileSync } from 'node:fs'
import path from 'node:path'
import { EnvironmentError } from '../config.ts'
import { GatewayError } from '../errors.ts'
import { withoutPaths } from '../log.ts'

const usage = `PhotoChanger: a photo in, a finished picture out, inside one fixed window.

  photochanger start                 run the gateway
  photochanger migrate               bring the database up to date and stop
  photochanger cleanup [--dry-run]   delete what has expired, once
  photochanger storage accept        go on with another place for the files
  photochanger doctor                check the setup and say what to do
  photochanger provider test NAME    make one real call to a service and say what is wrong
  photochanger admin create EMAIL    make an administrator, or give one a new password
  photochanger openapi               print the description of the HTTP API
  photochanger shoot FILE...         send photos as DSLR Remote Pro does (--help for more)
  photochanger help | --version
`

type Command = (argv: string[]) => Promise<number>

/** Loaded when asked for: \`shoot\` must not wait for a database driver. */
const commands: Record<string, () => Promise<Command>> = {
  start: async () => (await import('./start.ts')).start,
  migrate: async () => (await import('./migrate.ts')).migrate,
  cleanup: async () => (await import('./cleanup.ts')).cleanup,
  storage: async () => (await import('./storage.ts')).storage,
  doctor: async () => (await import('./doctor.ts')).doctor,
  provider: async () => (await import('./provider.ts')).provider,
  admin: async () => (await import('./admin.ts')).admin,
  openapi: async () => (await import('./openapi.ts')).openapi,
  shoot: async () => {
    const { shoot } = await import('./shoot.ts')
    return (argv) =>
      shoot(argv, { stdout: process.stdout, stderr: process.stderr, stdin: process.stdin, environment: process.env })
  },
}

/** Runs one command; its result is the exit code. A failure is one sentence, not a stack. */
export async function main([name = 'help', ...argv]: string[]): Promise<void> {
  if (name === 'help' || name === '--help' || name === '-h') {
    process.stdout.write(usage)
    return
  }
  if (name === '--version') {
    process.stdout.write(`${readVersion()}\n`)
    return
  }
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (!load) {
    process.stderr.write(`There is no command "${name}".\n\n${usage}`)
    process.exitCode = 2
    return
  }
  try {
    const command = await load()
    process.exitCode = await command(argv)
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`)
    process.exitCode = 1
  }
}

function readVersion(): string {
  const manifest = readFileSync(path.join(import.meta.dirname, '..', '..', 'package.json'), 'utf8')
  return (JSON.parse(manifest) as { version: string }).version
}

function explain(error: unknown): string {
  if (error instanceof EnvironmentError)
    return `The environment is not right:\n${error.message.replaceAll(/^/gm, '  ')}`
  if (error instanceof GatewayError) return error.details
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    return 'The port is taken by another program. Stop it, or set PORT to a free one.'
  }
  return error instanceof Error ? withoutPaths(error.stack ?? error.message) : String(error)
}
