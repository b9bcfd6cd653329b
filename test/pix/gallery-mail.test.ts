import { readdir, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { SMTPServer } from 'smtp-server'
import t, { type Test } from 'tap'
import { readConfig } from '../../src/config.ts'
import { eq } from '../../src/drizzle.ts'
import { createLogger } from '../../src/log.ts'
import { createGalleryTokens } from '../../src/pix/gallery/gallery-tokens.ts'
import { createMailComposer } from '../../src/pix/mail/compose.ts'
import { isMailAddress, type MailTransport, nameForAddress, writeAddress } from '../../src/pix/mail/mail.ts'
import { mailDelaySeconds } from '../../src/pix/mail/mail-schedule.ts'
import { createMailSender } from '../../src/pix/mail/mail-sender.ts'
import { createMailgun } from '../../src/pix/mail/mailgun.ts'
import { createMailOutbox } from '../../src/pix/mail/outbox.ts'
import { createSmtp } from '../../src/pix/mail/smtp.ts'
import { pixNotifications } from '../../src/pix-schema.ts'
import { audit } from '../../src/schema.ts'
import { openSeal } from '../../src/secret-key.ts'
import { startEmulator } from '../emulators/emulator.ts'
import { type AcceptedMail, createMailgunEmulator, mailgunDomain, mailgunKey } from '../emulators/mailgun.ts'
import { customerEmail } from './pix-galleries.ts'
import { type Hall, openPixHall } from './pix-gallery-hall.ts'

const minute = 60_000
const from = 'pix.immo <galerie@mg.pix.example>'

/** The newest. */
async function mailOf({ gateway }: Pick<Hall, 'gateway'>, jobId: string) {
  const isOfJob = eq(pixNotifications.jobId, jobId)
  const rows = await gateway.database.select().from(pixNotifications).where(isOfJob).orderBy(pixNotifications.revision)
  return rows.at(-1)
}

const hall = await openPixHall(t, { environment: { ROLE: 'api' } })

/** A gateway on which nobody works, and a sender that looks when it is told to: no clock runs ahead of a real answer. */
async function openMailRoom(transport: MailTransport) {
  const { database, clock, directory } = hall.gateway
  // Of the test before; days have gone by since.
  await database.delete(pixNotifications)
  await hall.signIn()
  const outbox = createMailOutbox({ database, clock })
  const silent = createLogger('silent')
  const seal = await openSeal({ config: readConfig({ DATA_DIR: directory }), log: silent, mayMakeKey: false })
  const tokens = createGalleryTokens({ database, seal })
  const compose = createMailComposer({ database, tokens, from, publicBaseUrl: () => 'https://pix.example' })
  const lines: string[] = []
  const log = createLogger('debug', { write: (line: string) => void lines.push(line) })
  const sender = createMailSender({ outbox, compose, transport, clock, log })
  async function after(milliseconds: number, jobId: string) {
    clock.advance(milliseconds)
    await sender.look()
    return mailOf(hall, jobId)
  }
  return { outbox, compose, after, logText: () => lines.join('') }
}

async function openMailgunRoom(t: Test, steps: string[] = []) {
  const accepted: AcceptedMail[] = []
  const emulator = await startEmulator({ services: [(tools) => createMailgunEmulator(tools, accepted)] })
  t.teardown(() => emulator.stop())
  emulator.play('mailgun', steps)
  const at = { apiKey: mailgunKey, domain: mailgunDomain, baseUrl: emulator.baseUrl('mailgun') }
  const mailgun = createMailgun(at)
  return { ...(await openMailRoom(mailgun)), emulator, accepted, mailgun }
}

t.test('001-27 the customer is written to once, in their language, with the link and nothing more', async (t) => {
  for (const locale of ['de', 'en'] as const) {
    const { after, accepted, logText } = await openMailgunRoom(t)
    const job = await hall.addDraft({ locale, address: { street: 'Geheimweg 7' }, propertyLabel: 'Geheimweg 7' })
    await after(minute, job.id)
    t.equal(accepted.length, 0, 'not before')
    await hall.release(job.id)
    const row = await after(minute, job.id)
    t.match(row, { status: 'sent', attempts: 1, providerId: `<${row?.id}@mg.pix.example>` })
    await hall.release(job.id)
    await hall.call('POST', hall.at(job.id, '/withdraw'))
    await hall.release(job.id)
    await after(30 * minute, job.id)
    t.equal(accepted.length, 1)
    const fields = accepted[0]?.fields ?? {}
    t.match(fields, { from, to: `"Anna Muster" <${customerEmail}>`, 'o:tracking': 'no' })
    t.match(fields.subject, locale === 'de' ? 'Ihre Galerie ist freigegeben' : 'Your gallery is ready')
    const link = `https://pix.example/pix/${await hall.tokenOf(job.id)}`
    for (const text of [fields.text, fields.html]) {
      t.match(text, link)
      t.notMatch(text, /Geheimweg|images\/|\.jpg|size=/)
    }
    t.match((await hall.call('GET', hall.at(job.id))).body.mail, { status: 'sent', next_at: null })
    t.notMatch(logText(), customerEmail)
    t.match(logText(), 'a mail was sent')
  }
})

t.test('001-28 a mail that is refused is tried again, and the gallery stays released', async (t) => {
  const { after, accepted } = await openMailgunRoom(t, ['status:429', 'status:401', 'status:503'])
  const job = await hall.addDraft()
  await hall.release(job.id)
  t.match(await after(0, job.id), { status: 'queued', error: 'Mailgun answered 429.', maybeSent: false })
  t.match((await hall.call('GET', hall.at(job.id))).body, {
    visibility: 'customer',
    mail: { status: 'queued', remark: { code: 'mail.answered', params: { service: 'Mailgun', status: '429' } } },
  })
  t.match(await after(9 * minute, job.id), { attempts: 1 }, 'no sooner than it asks for')
  t.match(await after(2 * minute, job.id), { attempts: 2, error: 'Mailgun answered 401.', maybeSent: false })
  t.match(await after(6 * minute, job.id), { attempts: 3, error: 'Mailgun answered 503.', maybeSent: true })
  t.match(await after(17 * minute, job.id), { attempts: 4, status: 'sent', error: null })
  t.equal(accepted.length, 1)
})

t.test('001-28 after a day it has failed, and a button sends it once more', async (t) => {
  const refusals = Array.from({ length: 9 }, () => 'status:401')
  const { after, accepted } = await openMailgunRoom(t, refusals)
  const job = await hall.addDraft()
  await hall.release(job.id)
  // The row is brought forward and not the clock: everything else on this gateway would have to live through that day.
  const { database, clock } = hall.gateway
  const nextTry = async () => {
    await database.update(pixNotifications).set({ nextAt: clock.databaseNow() })
    return after(0, job.id)
  }
  for (let tries = 1, last = 0; tries <= 8; tries += 1) {
    const queued = await nextTry()
    t.match(queued, { status: 'queued', attempts: tries })
    t.ok(Number(queued?.nextAt) > last, 'it waits longer each time')
    last = Number(queued?.nextAt)
  }
  const row = await nextTry()
  t.match(row, { status: 'failed', attempts: 9 })
  t.equal((await hall.findJob(job.id))?.galleryVisibility, 'customer')
  await hall.signIn()
  t.match((await hall.call('GET', '/api/pix/mails?status=failed')).body, { mails: [{ id: row?.id, job_id: job.id }] })
  t.equal((await hall.call('POST', `/api/pix/mails/${row?.id}/retry`, undefined, 'viewer')).status, 403)
  t.match(await hall.call('POST', `/api/pix/mails/${row?.id}/retry`, undefined, 'operator'), { status: 202 })
  t.match(await after(0, job.id), { status: 'sent' })
  t.equal(accepted.length, 1)
  t.equal((await hall.gateway.database.select().from(audit).where(eq(audit.what, 'pix_mail.retried'))).length, 1)
})

t.test('001-28 a mail that Mailgun has taken without our hearing of it is not sent again', async (t) => {
  for (const fault of ['reset-before-headers', 'reset-mid-body', 'truncated-json', 'html', 'empty']) {
    const { after, accepted } = await openMailgunRoom(t, [fault])
    const job = await hall.addDraft()
    await hall.release(job.id)
    await after(0, job.id)
    t.match(await after(2 * minute, job.id), { status: 'sent' }, fault)
    t.equal(accepted.length, 1, fault)
  }
  const { after, accepted } = await openMailgunRoom(t, ['unheard'])
  const job = await hall.addDraft()
  await hall.release(job.id)
  t.match(await after(0, job.id), { status: 'queued', maybeSent: true })
  t.match(await after(2 * minute, job.id), { status: 'sent' })
  t.equal(accepted.length, 1, 'one that was never taken is sent')
})

t.test('001-27 a sender that died between Mailgun and the row is followed by one that asks first', async (t) => {
  const { outbox, compose, mailgun, after, accepted } = await openMailgunRoom(t)
  const job = await hall.addDraft()
  await hall.release(job.id)
  const [taken] = await outbox.take()
  const message = taken && (await compose(taken))
  if (!taken || !message) return t.fail('nothing was due')
  await mailgun.send(message, AbortSignal.timeout(60_000))
  // And here it dies.
  t.match(await after(minute, job.id), { status: 'queued', maybeSent: true, attempts: 1 }, 'its lease holds')
  t.match(await after(2 * minute, job.id), { status: 'sent', attempts: 2, providerId: message.messageId })
  t.equal(accepted.length, 1, 'it was there already')
  await outbox.settle(taken, { kind: 'over', error: 'The mail could not be sent.', isUnclear: false })
  t.match(await mailOf(hall, job.id), { status: 'sent' }, 'who comes back too late writes nothing')
})

t.test('001-27 what is withdrawn before the mail went out is told only once it is released again', async (t) => {
  const { after, accepted } = await openMailgunRoom(t, ['status:429'])
  const job = await hall.addDraft()
  await hall.release(job.id)
  await after(0, job.id)
  await hall.call('POST', hall.at(job.id, '/withdraw'))
  t.match(await after(60 * minute, job.id), { status: 'queued', attempts: 1 })
  t.equal(accepted.length, 0)
  await hall.release(job.id)
  t.match(await after(0, job.id), { status: 'sent' })
  t.equal(accepted.length, 1)
})

t.test('001-29 the next revision is told in other words', async (t) => {
  const { after, accepted } = await openMailgunRoom(t)
  const job = await hall.addDraft()
  await hall.release(job.id)
  await after(0, job.id)
  await hall.layOutGallery(job, job.images.slice(0, 1), { revision: 2 })
  await hall.release(job.id)
  t.match(await after(minute, job.id), { revision: 2, status: 'sent' })
  t.match(accepted[1]?.fields.subject, 'aktualisiert')
  t.equal(accepted.length, 2)
})

const hostile = 'Anna\r\nBcc: all@evil.example\r\n\r\n<script>alert(1)</script>"; \u2028\u202e<x@evil.example>'

t.test('001-27 names cannot write headers', async (t) => {
  const { after, accepted } = await openMailgunRoom(t)
  const job = await hall.addDraft({ customerName: hostile, jobNumber: 'PIX-1\r\nBcc: all@evil.example' })
  await hall.release(job.id)
  t.match(await after(0, job.id), { status: 'sent' })
  const { fields } = accepted[0] ?? { fields: {} as Record<string, string> }
  t.notMatch(`${fields.to}${fields.subject}${fields['h:Message-Id']}`, /[\r\n\u2028\u202e]/)
  t.match(fields.html, '&lt;script&gt;')
  const bad = ['a@b.example\r\nBcc: c@d.example', 'a b@c.example', '<a@b.example>', 'a@b', '', 'a@b.example>']
  for (const address of [...bad, 'a@b.example, c@d.example']) t.notOk(isMailAddress(address), address)
  t.ok(isMailAddress('anna.o-muster+x@kunde.example'))
  t.equal(
    writeAddress({ name: nameForAddress('A "B" \\C <x@y>'), address: 'a@b.example' }),
    '"A B C x y" <a@b.example>',
  )
})

t.test('001-28 an address that is none is not tried for a day', async (t) => {
  const { after, emulator } = await openMailgunRoom(t)
  const job = await hall.addDraft({ customerEmail: 'a@b.example, c@d.example' })
  await hall.release(job.id)
  const error = 'This is not an address that mails can be sent to.'
  t.match(await after(0, job.id), { status: 'failed', attempts: 1, error })
  t.equal(emulator.submits('mailgun').length, 0)
})

t.test('001-28 an address that was mistyped is put right, and the mail goes to the new one', async (t) => {
  const { after, accepted } = await openMailgunRoom(t, ['status:400', 'unheard'])
  const job = await hall.addDraft({ customerEmail: 'ana@kunde.example' })
  const correct = (customer_email: string | null, locale = 'de') =>
    hall.call('PATCH', `/api/pix/jobs/${job.id}`, { customer_email, locale })
  await hall.release(job.id)
  const failed = await after(0, job.id)
  t.match(failed, { status: 'failed', error: 'Mailgun answered 400.' })
  t.match((await hall.call('GET', '/api/pix/mails?status=failed')).body, { mails: [{ id: failed?.id }] })
  await correct(customerEmail)
  await hall.call('POST', `/api/pix/mails/${failed?.id}/retry`, undefined, 'operator')
  t.match(await after(0, job.id), { status: 'queued', maybeSent: true, recipient: customerEmail })
  await correct('anna.neu@kunde.example', 'en')
  t.match(await after(2 * minute, job.id), { status: 'sent', recipient: 'anna.neu@kunde.example' })
  t.match(accepted[0]?.fields, { to: '"Anna Muster" <anna.neu@kunde.example>', subject: /Your gallery is ready/ })
  t.equal(accepted.length, 1, 'that the old address may have got one is no reason not to write to the new one')

  const other = await hall.addDraft()
  await hall.release(other.id)
  await hall.call('PATCH', `/api/pix/jobs/${other.id}`, { customer_email: null })
  const error = 'This is not an address that mails can be sent to.'
  t.match(await after(0, other.id), { status: 'failed', error }, 'nobody is written to who is no longer named')
})

t.test('001-27 a mail that may have gone out before it failed is asked for when it is sent once more', async (t) => {
  const { outbox, compose, mailgun, after, accepted } = await openMailgunRoom(t)
  const job = await hall.addDraft()
  await hall.release(job.id)
  const [taken] = await outbox.take()
  const message = taken && (await compose(taken))
  if (!taken || !message) return t.fail('nothing was due')
  await mailgun.send(message, AbortSignal.timeout(60_000))
  await outbox.settle(taken, { kind: 'over', error: 'Mailgun could not be reached.', isUnclear: true })
  t.equal(await outbox.countFailed(), 1)
  await hall.call('POST', hall.at(job.id, '/withdraw'))
  t.equal(await outbox.countFailed(), 0, 'nobody need know of what nobody may see')
  await hall.release(job.id)
  await hall.call('POST', `/api/pix/mails/${taken.id}/retry`, undefined, 'operator')
  t.match(await after(0, job.id), { status: 'sent', attempts: 2 })
  t.equal(accepted.length, 1)
})

/** A mail server that wants a password and keeps what it gets. */
async function startSmtp(t: Test, refuse: (to: string) => Error | undefined = () => undefined) {
  const received: { to: string[]; message: string }[] = []
  const server = new SMTPServer({
    authOptional: false,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    onAuth: ({ username, password }, _session, done) =>
      username === 'pix' && password === 'secret' ? done(null, { user: 'pix' }) : done(new Error('no')),
    onRcptTo: ({ address }, _session, done) => done(refuse(address)),
    onData(stream, { envelope }, done) {
      const pieces: Buffer[] = []
      stream.on('data', (piece: Buffer) => pieces.push(piece))
      stream.on('end', () => {
        received.push({ to: envelope.rcptTo.map(({ address }) => address), message: Buffer.concat(pieces).toString() })
        done()
      })
    },
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => new Promise<void>((resolve) => server.close(resolve)))
  const { port } = server.server.address() as { port: number }
  return { received, url: `smtp://pix:secret@127.0.0.1:${port}` }
}

t.test('001-27 by SMTP: one receiver, both texts, the same id for every try, no header of a stranger', async (t) => {
  const { received, url } = await startSmtp(t)
  const { after } = await openMailRoom(createSmtp({ url }))
  const job = await hall.addDraft({ customerName: hostile })
  await hall.release(job.id)
  const row = await after(0, job.id)
  t.match(row, { status: 'sent' })
  t.equal(received.length, 1)
  t.same(received[0]?.to, [customerEmail])
  const message = received[0]?.message ?? ''
  const head = message.split('\r\n\r\n', 1)[0] ?? ''
  t.notMatch(head, /^Bcc:/im)
  t.match(head, `Message-ID: <${row?.id}@mg.pix.example>`)
  t.match(head, /^Auto-Submitted: auto-generated/im)
  t.match(message, 'text/plain')
  t.match(message, 'text/html')
})

t.test('001-28 by SMTP: a receiver that is unknown for good, one that is busy, and a wrong password', async (t) => {
  const answers = new Map([
    ['gone@kunde.example', 550],
    ['busy@kunde.example', 451],
  ])
  const { received, url } = await startSmtp(t, (to) => {
    const responseCode = answers.get(to)
    return responseCode === undefined ? undefined : Object.assign(new Error('no'), { responseCode })
  })
  const { after } = await openMailRoom(createSmtp({ url }))
  const gone = await hall.addDraft({ customerEmail: 'gone@kunde.example' })
  const busy = await hall.addDraft({ customerEmail: 'busy@kunde.example' })
  await hall.release(gone.id)
  await hall.release(busy.id)
  t.match(await after(0, gone.id), { status: 'failed', error: 'SMTP answered 550.' })
  t.match(await mailOf(hall, busy.id), { status: 'queued', maybeSent: false, error: 'SMTP answered 451.' })
  answers.clear()
  t.match(await after(2 * minute, busy.id), { status: 'sent' })
  t.equal(received.length, 1)

  const others = [
    [url.replace('secret', 'wrong'), 'SMTP answered 535.'],
    ['smtp://pix:secret@127.0.0.1:9', 'SMTP could not be reached.'],
  ] as const
  for (const [wrongUrl, why] of others) {
    const wrong = await openMailRoom(createSmtp({ url: wrongUrl }))
    const job = await hall.addDraft()
    await hall.release(job.id)
    t.match(await wrong.after(0, job.id), { status: 'queued', maybeSent: false, error: why })
    t.notMatch(wrong.logText(), /:wrong@|:secret@/)
  }
})

t.test('001-27 without keys each mail is a file that only its owner reads', async (t) => {
  const own = await openPixHall(t, { environment: { PUBLIC_BASE_URL: '' } })
  const job = await own.addDraft()
  await own.release(job.id)
  own.gateway.clock.advance(2000)
  let row = await mailOf(own, job.id)
  while (row?.status !== 'sent') {
    await setImmediate()
    row = await mailOf(own, job.id)
  }
  const folder = path.join(own.gateway.directory, 'mail')
  t.same(await readdir(folder), [`${row.id}.eml`])
  const file = path.join(folder, `${row.id}.eml`)
  t.equal((await stat(file)).mode & 0o077, 0)
  const text = (await readFile(file, 'utf8')).replaceAll('=\r\n', '').replaceAll('=3D', '=')
  t.match(text, `${own.gateway.url}/pix/`, 'the address that the release came to')
})

t.test('001-28 nine tries within a little more than a day', async (t) => {
  let sum = 0
  let tries = 1
  for (let wait = mailDelaySeconds(tries, 0, () => 0); wait !== undefined; wait = mailDelaySeconds(tries, 0, () => 0)) {
    sum += wait
    tries += 1
  }
  t.equal(tries, 9)
  t.ok(sum > 24 * 3600 && sum < 30 * 3600)
  t.equal(mailDelaySeconds(1, 7200), 7200)
})

t.test('001-28 a mail server that says nothing is left when the gateway stops', async (t) => {
  const heard = Promise.withResolvers<void>()
  const server = new SMTPServer({ authOptional: true, disabledCommands: ['STARTTLS'], onRcptTo: () => heard.resolve() })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => new Promise<void>((resolve) => server.close(resolve)))
  const { port } = server.server.address() as { port: number }
  const stopping = new AbortController()
  const mail = {
    from,
    to: { name: '', address: customerEmail },
    subject: 'x',
    text: 'x',
    html: 'x',
    messageId: '<x@y>',
  }
  const sent = createSmtp({ url: `smtp://127.0.0.1:${port}` }).send(mail, stopping.signal)
  const ended = t.rejects(sent, { message: 'stopping' })
  await heard.promise
  stopping.abort(new Error('stopping'))
  await ended
})
