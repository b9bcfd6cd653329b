import { randomUUID } from 'node:crypto'
import { resultKey } from '../../src/media/keys.ts'
import type { jobs } from '../../src/schema.ts'
import { addAttempt, addJob } from '../queue/office.ts'
import type { TestGateway } from '../support/gateway.ts'
import { jpeg } from '../support/pictures.ts'
import type { Visited } from './open-browser.ts'

export const evil = '<img src=x onerror="globalThis.hit=1">"><script>globalThis.hit=1</script>'
const windowMilliseconds = 48_000
const tookMilliseconds = 7300

/** Jobs as an evening leaves them, each a minute older than the one before. */
export function createEvening(gateway: TestGateway) {
  const now = Date.now()
  let minutes = 0

  async function addPicture(values: Partial<typeof jobs.$inferInsert> = {}): Promise<string> {
    const bytes = await jpeg(900, 600)
    const key = resultKey('slot-001', randomUUID(), 1, 'image/jpeg')
    await gateway.store.write(key, bytes)
    minutes += 1
    const receivedAt = new Date(now - minutes * 60_000)
    return addJob(gateway, {
      ...{
        status: 'done',
        failureReason: null,
        receivedAt,
        finishedAt: new Date(receivedAt.getTime() + tookMilliseconds),
      },
      ...{ deadlineAt: new Date(receivedAt.getTime() + windowMilliseconds), inputSha256: randomUUID() },
      ...{ resultKey: key, resultMime: 'image/jpeg', resultBytes: bytes.length, resultSha256: key.slice(-20) },
      ...{ resultWidth: 900, resultHeight: 600, expiresAt: new Date(now + 48 * 3_600_000) },
      ...values,
    })
  }

  async function addRefused(): Promise<string> {
    const id = await addJob(gateway, {
      ...{ failureReason: 'provider_refused', details: `The service did not want to. ${evil}` },
      receivedAt: new Date(now - 90 * 60_000),
    })
    await addAttempt(gateway, id, { provider: 'studio', outcome: 'failed' })
    return id
  }

  return { addPicture, addRefused }
}

export const rowsOf = ({ page }: Visited) => page.getByRole('list', { name: 'Jobs' }).getByRole('listitem')
