import type { IncomingMessage } from 'node:http'
import { readPartHead } from './part-head.ts'
import type { SeenBody } from './scan-parts.ts'

/** Hides a secret wherever it stands in a text. */
export type Mask = (text: string) => string

export const hidden = '[hidden]'
const secretName = /pas+w|pass|pwd|psw|pw$|^pw|secret|token|credential|auth|key/i
export const isSecretName = (name: string) => secretName.test(name)
/** Shorter ones are in every other word. */
const leastLength = 4
/** Whoever takes one of these as a password must not make the parts' names unreadable. */
const ownWords = new Set(['password', 'file', 'fileToUpload', 'form-data', 'name', 'filename'])

/** What this request calls its secrets is looked for in all that is shown of it: people type a password in odd places. */
export function createMask({ headers, url = '' }: IncomingMessage, body: SeenBody | null): Mask {
  const secrets = [...secretsInHead(headers.authorization, url), ...secretsInBody(body)]
    .flatMap((secret) => [secret, secret.trim()])
    .filter((secret) => secret !== '')
  const long = [...new Set(secrets)]
    .filter((secret) => secret.length >= leastLength && !ownWords.has(secret))
    .sort((one, other) => other.length - one.length)
  return (text) =>
    secrets.includes(text) && !ownWords.has(text)
      ? hidden
      : long.reduce((masked, secret) => masked.replaceAll(secret, hidden), text)
}

function secretsInHead(authorization = '', url: string): string[] {
  const [, scheme = '', given = ''] = /^(\w+) +(.+)$/.exec(authorization) ?? []
  const isBasic = scheme.toLowerCase() === 'basic'
  const query = new URLSearchParams(url.split('?').slice(1).join('?'))
  return [
    given,
    ...(isBasic ? Buffer.from(given, 'base64').toString('utf8').split(':').slice(1) : []),
    ...[...query].filter(([name]) => isSecretName(name)).map(([, value]) => value),
  ]
}

const secretsInBody = (body: SeenBody | null): string[] =>
  (body?.parts ?? [])
    .filter((part) => isSecretName(readPartHead(part).name ?? ''))
    .map(({ start }) => start.toString('utf8'))
