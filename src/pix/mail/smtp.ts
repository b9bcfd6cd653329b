import nodemailer from 'nodemailer'
import { answered, type Mail, MailError, type MailTransport, unreachable } from './mail.ts'

interface SmtpOptions {
  /** `smtp://name:password@host:587`; `smtps:` speaks TLS from the first byte, the other as soon as the server can. */
  url: string
}

const service = 'SMTP'
const timeouts = { connectionTimeout: 15_000, greetingTimeout: 15_000, socketTimeout: 30_000 }

/** Any mail server. It cannot be asked what became of an earlier try. */
export function createSmtp({ url }: SmtpOptions): MailTransport {
  return {
    name: service,
    async send(mail, signal) {
      signal.throwIfAborted()
      // One connection for each mail: they are few, and servers end idle ones.
      const transport = nodemailer.createTransport({ url, ...timeouts, ...untouched })
      try {
        const { response } = await transport.sendMail({ ...messageOf(mail), signal })
        return response.slice(0, 200)
      } catch (error) {
        signal.throwIfAborted()
        throw errorOf(error as SmtpError)
      } finally {
        transport.close()
      }
    },
  }
}

/** Nothing of a mail is ever read from a file or an address. */
export const untouched = { disableFileAccess: true, disableUrlAccess: true }

export const messageOf = ({ from, to, subject, text, html, messageId }: Mail) => ({
  ...{ from, to, subject, text, html, messageId },
  headers: { 'Auto-Submitted': 'auto-generated' },
})

type SmtpError = Error & { responseCode?: number; command?: string; code?: string }

/** Said of the mail or its receiver, a 5xx is for good. A wrong password is not: somebody will put it right. */
function errorOf(error: SmtpError): MailError {
  const { responseCode, command = '', code } = error
  const isAboutMail = /^(?:MAIL|RCPT|DATA)/.test(command) || code === 'EENVELOPE' || code === 'EMESSAGE'
  if (responseCode === undefined) {
    const mayBeTaken = command === 'DATA'
    return new MailError(mayBeTaken ? 'unclear' : 'refused', unreachable(service), { cause: error })
  }
  const isHopeless = responseCode >= 500 && isAboutMail && code !== 'EAUTH'
  return new MailError(isHopeless ? 'hopeless' : 'refused', answered(service, responseCode), { cause: error })
}
