import { readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import t, { type Test } from 'tap'
import { createPeople } from '../../../src/accounts/people.ts'
import { createSessions } from '../../../src/accounts/sessions.ts'
import { webhookEndpoints } from '../../../src/schema.ts'
import { startTestGateway } from '../../support/gateway.ts'
import { isSigned, openOffice } from './open-office.ts'

/** An office that is closed again, and the way to open another one over what it has left. */
async function closedOffice(t: Test) {
  const { gateway, receiver, add, call } = await openOffice(t)
  const { id, secret: older } = await add(['job.done'])
  const { secret } = (await call('POST', `/${id}/rotate-secret`)).body
  await gateway.stop()
  const { databaseUrl, directory } = gateway
  const keyFile = path.join(directory, 'secret-key')

  async function reopen(environment: Record<string, string> = {}) {
    const next = await startTestGateway(t, {
      ...{ databaseUrl, directory },
      environment: { WEBHOOK_TRUSTED_ORIGINS: receiver.origin, ...environment },
    })
    const person = await createPeople(next).findByEmail('admin@studio.example')
    const { token } = await createSessions(next).open(person?.id ?? '')
    const test = async () => {
      const headers = { cookie: `photochanger_session=${token}` }
      const answer = await fetch(`${next.url}/api/webhooks/${id}/test`, { method: 'POST', headers })
      return { status: answer.status, text: await answer.text() }
    }
    const sealed = async () => {
      const [row] = await next.database.select().from(webhookEndpoints)
      return [row?.secret, row?.previousSecret]
    }
    return { gateway: next, test, sealed }
  }
  return { receiver, reopen, keyFile, secret, older }
}

t.test('a new SECRET_KEY takes over the secrets of webhooks, and the key before is needed no more', async (t) => {
  const { receiver, reopen, keyFile, secret, older } = await closedOffice(t)
  const key = { SECRET_KEY: 'a passphrase that is new here' }
  const second = await reopen(key)
  const taken = await second.sealed()
  await second.gateway.stop()

  await rm(keyFile)
  const third = await reopen(key)
  t.strictSame(await third.sealed(), taken, 'sealed once')
  await third.test()
  const told = receiver.heard.at(-1)
  t.ok(told && isSigned(told, secret), 'signed with the secret')
  t.ok(told && isSigned(told, older), 'and with the one before it')
})

t.test('a secret that no key opens sends nothing, says so, and comes back with its key', async (t) => {
  const { receiver, reopen, keyFile, secret } = await closedOffice(t)
  const own = await readFile(keyFile)
  for (const spoil of [() => rm(keyFile), () => writeFile(keyFile, 'spoilt')]) {
    await spoil()
    const office = await reopen()
    const before = await office.sealed()
    t.match(await office.test(), { status: 200, text: /cannot be read with this SECRET_KEY: rotate it/ })
    t.equal(receiver.heard.length, 0)
    t.strictSame(await office.sealed(), before, 'nothing is written over')
    await office.gateway.stop()
  }

  await writeFile(keyFile, own)
  await (await reopen()).test()
  const told = receiver.heard.at(-1)
  t.ok(told && isSigned(told, secret))
})
