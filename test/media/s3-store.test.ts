import t from 'tap'
import { createS3Store } from '../../src/media/s3/s3-store.ts'
import { startS3 } from '../emulators/s3.ts'
import { testStore } from './store-contract.ts'

const s3 = await startS3(t)

testStore(
  's3',
  async (t) => {
    const store = createS3Store(s3.nextBucket())
    t.teardown(store.close)
    await store.check()
    return store
  },
  { serve: async () => s3.endpoint, refused: /^40[03]$/ },
)

t.test('a signed address says how the answer shall call itself', async (t) => {
  const store = createS3Store(s3.nextBucket())
  t.teardown(store.close)
  const address = await store.signRead('results/x', { seconds: 60, type: 'image/png', fileName: 'Küche "1".png' })
  const { searchParams } = new URL(address)
  t.equal(searchParams.get('response-content-type'), 'image/png')
  t.equal(searchParams.get('response-content-disposition'), 'inline; filename="K_che _1_.png"')
  t.notMatch(address, 'checksum', 'nothing that services refuse')
})
