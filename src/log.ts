import path from 'node:path'
import { pathToFileURL } from 'node:url'
import pino from 'pino'

export type Logger = pino.Logger

const projectDirectory = path.join(import.meta.dirname, '..')

/** Stack traces are worth keeping, the layout of the machine is not: folders of ours become relative, others vanish. */
export function withoutPaths(text: string): string {
  return text
    .replaceAll(`${pathToFileURL(projectDirectory).href}/`, '')
    .replaceAll(`${projectDirectory}${path.sep}`, '')
    .replace(/(?:file:\/\/)?(?:\/[^\s/:()'"]+){2,}/g, (found) => path.basename(found))
}

/** What a statement was given is in the message of drizzle's error: names and addresses of people. */
const withoutParameters = (text: string): string => text.replace(/\nparams: [\s\S]*?(?=\n {4}at |$)/, '')

const fitForLog = (text: string): string => withoutPaths(withoutParameters(text))

function serializeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: withoutPaths(String(error)) }
  const { code, cause } = error as Error & { code?: unknown }
  return {
    type: error.name,
    message: fitForLog(error.message),
    ...(typeof code === 'string' && { code }),
    ...(error.stack && { stack: fitForLog(error.stack) }),
    // Only these: a database error's `parameters` hold guests' data.
    ...(cause !== undefined && { cause: serializeError(cause) }),
  }
}

/** JSON lines on `destination` (standard output). What is logged is named field by field; whole objects are never handed over. */
export function createLogger(level: string, destination?: pino.DestinationStream): Logger {
  const options: pino.LoggerOptions = {
    level,
    base: { pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: serializeError },
    // Ours names no headers; a library of forms logs them all at `debug`, with cookies and bearer tokens.
    redact: { paths: ['headers', '*.headers'], remove: true },
  }
  return destination ? pino(options, destination) : pino(options)
}
