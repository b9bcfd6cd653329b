import { mkdir, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import nodemailer from 'nodemailer'
import type { MailTransport } from './mail.ts'
import { messageOf, untouched } from './smtp.ts'

/**
 * For a gateway without keys: each mail is a file that a mail program opens, and that nobody but the owner may read.
 * A mail that is sent again is the same file.
 */
export function createMailFolder(directory: string): MailTransport {
  const writer = nodemailer.createTransport({ streamTransport: true, buffer: true, newline: 'windows', ...untouched })

  return {
    name: 'folder',
    async send(mail) {
      const { message } = await writer.sendMail(messageOf(mail))
      const name = `${mail.messageId.replace(/^<|@.*$/g, '')}.eml`
      const file = path.join(directory, name)
      await mkdir(directory, { recursive: true, mode: 0o700 })
      await writeFile(`${file}.part`, message as Buffer, { mode: 0o600 })
      await rename(`${file}.part`, file)
      return name
    },
  }
}
