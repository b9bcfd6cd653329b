import { type Clock, repeat } from '../../clock.ts'
import { signalAt } from '../../deadline.ts'
import type { Logger } from '../../log.ts'
import type { ComposeMail } from './compose.ts'
import { type Mail, MailError, type MailTransport } from './mail.ts'
import { mailDelaySeconds } from './mail-schedule.ts'
import { remarksOfMails } from './mail-sentences.ts'
import type { MailOutbox, MailOutcome, TakenMail } from './outbox.ts'

interface Dependencies {
  outbox: Pick<MailOutbox, 'take' | 'settle'>
  compose: ComposeMail
  transport: MailTransport
  clock: Clock
  log: Logger
  onTried?: ((outcome: MailOutcome['kind']) => void) | undefined
}

const lookMilliseconds = 2000
const answerSeconds = 45

/**
 * Sends what is due; every node that works does, and each mail goes to one of them. The row is claimed before and settled
 * after: a sender that dies in between leaves a mail that may have gone out. Where the service can be asked it is asked
 * before that mail is sent again; otherwise it is sent again under the same Message-Id. So no mail is ever lost, and one
 * is there twice only when a sender dies in the wrong moment before a server that cannot be asked.
 */
export function createMailSender({ outbox, compose, transport, clock, log, onTried }: Dependencies) {
  const stopping = new AbortController()

  async function look(): Promise<void> {
    while (!stopping.signal.aborted) {
      const taken = await outbox.take()
      if (taken.length === 0) return
      await Promise.all(taken.map(deliver))
    }
  }

  async function deliver(mail: TakenMail): Promise<void> {
    try {
      const outcome = await send(mail)
      onTried?.(outcome.kind)
      await outbox.settle(mail, outcome)
      const told = { mail: mail.id, pixJob: mail.jobId, by: transport.name, step: mail.step }
      if (outcome.kind === 'sent') log.info(told, 'a mail was sent')
      else log.warn({ ...told, why: outcome.error, outcome: outcome.kind }, 'a mail was not sent')
    } catch (error) {
      log.warn({ err: error, mail: mail.id }, 'what came of a mail was not written down; it is looked at again')
    }
  }

  async function send(mail: TakenMail): Promise<MailOutcome> {
    const late = new Error(remarksOfMails.say('no_answer', { seconds: answerSeconds }).text)
    const { signal, release } = signalAt(clock, answerSeconds * 1000, late, stopping.signal)
    let hasBegun = mail.maybeSent
    try {
      const message = await compose(mail)
      // It waits until the gallery is released again; nobody takes it before.
      if (!message) return { kind: 'broken off', error: remarksOfMails.say('broken_off').text, isUnclear: hasBegun }
      const earlier = mail.maybeSent ? await findSent(message, signal) : null
      if (earlier !== null) return { kind: 'sent', providerId: earlier }
      signal.throwIfAborted()
      hasBegun = true
      return { kind: 'sent', providerId: await transport.send(message, signal) }
    } catch (error) {
      return judge(mail, error as Error, { late, hasBegun })
    } finally {
      release()
    }
  }

  const findSent = async (message: Mail, signal: AbortSignal): Promise<string | null> =>
    (await transport.findSent?.(message, signal)) ?? null

  function judge(mail: TakenMail, error: Error, { late, hasBegun }: { late: Error; hasBegun: boolean }): MailOutcome {
    if (stopping.signal.aborted)
      return { kind: 'broken off', error: remarksOfMails.say('broken_off').text, isUnclear: hasBegun }
    const isKnown = error instanceof MailError
    if (!isKnown && error !== late) log.error({ err: error, mail: mail.id }, 'a mail could not be sent')
    const why = isKnown || error === late ? error.message : remarksOfMails.say('not_sent').text
    const delaySeconds = mailDelaySeconds(mail.step, isKnown ? error.retryAfterSeconds : 0)
    // What was refused just now has not gone out; what an earlier try has done is as open as before.
    const isUnclear = isKnown && error.kind !== 'unclear' ? mail.maybeSent : hasBegun
    if ((isKnown && error.kind === 'hopeless') || delaySeconds === undefined)
      return { kind: 'over', error: why, isUnclear }
    return { kind: 'again', error: why, delaySeconds, isUnclear }
  }

  const watch = repeat(clock, lookMilliseconds, look, (error) => log.warn({ err: error }, 'could not look for mails'))

  return {
    start: watch.start,
    look,
    /** What is under way is broken off, and goes to another node at once. */
    async stop(): Promise<void> {
      stopping.abort(new Error('stopping'))
      await watch.stop()
    },
  }
}
