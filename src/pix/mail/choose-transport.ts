import path from 'node:path'
import type { Config } from '../../config.ts'
import type { MailTransport } from './mail.ts'
import { createMailFolder } from './mail-folder.ts'
import { createMailgun } from './mailgun.ts'
import { createSmtp } from './smtp.ts'

/** Mailgun when it has a key, a mail server when there is one, and otherwise a folder. */
export function chooseMailTransport({ mailgun, smtpUrl }: Config['pix']['mail'], folder: string): MailTransport {
  const { apiKey, domain, baseUrl } = mailgun
  if (apiKey !== undefined && domain !== undefined && baseUrl !== undefined)
    return createMailgun({ apiKey, domain, baseUrl })
  return smtpUrl === undefined ? createMailFolder(folder) : createSmtp({ url: smtpUrl })
}

/** Of a gateway without keys. */
export const mailDirectoryOf = ({ dataDirectory }: Config['database']) => path.join(dataDirectory, 'mail')

/** Of mails in the folder, which go nowhere. */
const usualFrom = 'pix.immo <noreply@pix.invalid>'

export const senderOf = ({ from }: Config['pix']['mail']): string => from ?? usualFrom
