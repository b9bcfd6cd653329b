import { createHash } from 'node:crypto'
import t from 'tap'
import { GatewayError } from '../../src/errors.ts'
import type { AcceptFinal } from '../../src/pix/accept-final.ts'
import { createEditorUploads } from '../../src/pix/editor-uploads.ts'
import { createPixJobs } from '../../src/pix/pix-jobs.ts'
import { jpeg } from '../support/pictures.ts'
import { openEntry, tableQueue } from './entry.ts'

const one = await jpeg(320, 240)
const wish = { filename: 'Kitchen_01.jpg', bytes: one.length, sha256: createHash('sha256').update(one).digest('hex') }
const { signal } = new AbortController()

t.test('an upload that is ended twice at once is taken over once, and told so twice', async (t) => {
  const { database, store, clock, acceptFinal, newJob, images, said } = await openEntry(t)
  const { id: jobId, shootId } = await newJob()
  const pixJobs = createPixJobs({ database, store, queue: tableQueue, clock })
  const uploadsBy = (accept: AcceptFinal) =>
    createEditorUploads({ database, store, acceptFinal: accept, pixJobs, clock })
  const uploads = uploadsBy(acceptFinal)
  const { upload } = await uploads.begin({ ...wish, shootId }, 'Anna')
  await store.write(upload.storageKey, one)
  const end = (by: typeof uploads) => by.finalize(shootId, upload.id, 'Anna', signal)
  // The other one is through between this one's first look and its reading.
  const late = uploadsBy(async (delivery, given) => {
    t.match(await end(uploads), { outcome: 'accepted', revision: 1 })
    return acceptFinal(delivery, given)
  })
  t.match(await end(late), { outcome: 'duplicate', revision: 1 })
  t.equal((await images(jobId)).length, 1)
  t.equal((await said()).length, 1)
})

t.test('what has not arrived is told apart from a store that is away', async (t) => {
  const { database, store, clock, acceptFinal, newJob } = await openEntry(t)
  const { shootId } = await newJob()
  const pixJobs = createPixJobs({ database, store, queue: tableQueue, clock })
  const prove = async () => Promise.reject(new GatewayError('unavailable', 'the mount is gone'))
  const uploadsOn = (on: typeof store) => createEditorUploads({ database, store: on, acceptFinal, pixJobs, clock })
  const { upload } = await uploadsOn(store).begin({ ...wish, shootId }, 'Anna')
  const end = (on: typeof store) => uploadsOn(on).finalize(shootId, upload.id, 'Anna', signal)
  await t.rejects(end({ ...store, prove }), { code: 'unavailable' })
  await t.rejects(end(store), { code: 'conflict', details: /not arrived/ })
})
