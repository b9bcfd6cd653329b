import { remarksOfMails } from './mail-sentences.ts'

/** A mail as every way of sending takes it. Its texts are one line where a header needs one. */
export interface Mail {
  from: string
  to: { name: string; address: string }
  subject: string
  text: string
  html: string
  /** The same for every try: receivers that know it drop the second one. */
  messageId: string
}

/** A way to send. Whoever calls owns the tries: nobody below tries again. */
export interface MailTransport {
  /** As people know it. */
  name: string
  /** Resolves to what the service calls the mail once it has taken it. Throws MailError. */
  send(mail: Mail, signal: AbortSignal): Promise<string | null>
  /** The same of an earlier try, or null when none is known to have been taken. Only where the service can be asked. */
  findSent?(mail: Mail, signal: AbortSignal): Promise<string | null>
}

/** `hopeless`: it is never taken as it is. `unclear`: it may have been taken. */
type Kind = 'refused' | 'hopeless' | 'unclear'

/** `message` is one of mail-sentences.ts, and fit for a row. */
export class MailError extends Error {
  readonly kind: Kind
  readonly retryAfterSeconds: number

  constructor(kind: Kind, message: string, { retryAfterSeconds = 0, ...options }: MailErrorOptions = {}) {
    super(message, options)
    this.name = 'MailError'
    this.kind = kind
    this.retryAfterSeconds = retryAfterSeconds
  }
}

interface MailErrorOptions extends ErrorOptions {
  retryAfterSeconds?: number
}

export const answered = (service: string, status: number) =>
  remarksOfMails.say('answered', { service, status: String(status) }).text
export const unreachable = (service: string) => remarksOfMails.say('unreachable', { service }).text

/** Names come from whoever ordered: what could end a header or hide something does not get into one. */
export const oneLine = (text: string): string =>
  text
    .replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 120)

/** What may stand before an address: not every program reads quotation marks as the standard has them. */
export const nameForAddress = (text: string): string => oneLine(text.replace(/[^\p{L}\p{M}\p{N} .,'’&+-]+/gu, ' '))

const mostAddressCharacters = 254

/** An address and nothing beside it: no second one, no name, no comment, no line. */
export const isMailAddress = (text: string): boolean =>
  text.length <= mostAddressCharacters &&
  /^[^\s<>@,;:"'()[\]\\\p{C}]+@[^\s<>@,;:"'()[\]\\\p{C}]+\.[^\s<>@,;:"'()[\]\\\p{C}]+$/u.test(text)

/** `"Anna Muster" <anna@example.com>` */
export const writeAddress = ({ name, address }: Mail['to']): string =>
  name === '' ? address : `"${name}" <${address}>`

export const domainOf = (from: string): string => /@([^\s<>@]+?)>?$/.exec(from)?.[1] ?? 'localhost'
