import t from 'tap'
import { followKey } from '../../src/providers/follow-key.ts'
import { ProviderFailure } from '../../src/providers/provider-failure.ts'
import { testAttempt } from '../support/attempt.ts'
import { gatedProvider } from '../support/fake-provider.ts'

const request = (photo: object) => ({
  ...{ operation: 'edit', settings: {}, templates: {}, photo: photo as never },
  output: { format: 'jpeg' as const, quality: 80, longestSidePixels: null },
})

t.test('a new key is a new adapter; the same key is the same one', async (t) => {
  let key: string | undefined
  const opened: (string | undefined)[] = []
  const provider = followKey(
    () => key,
    (apiKey) => {
      opened.push(apiKey)
      const { provider: fake } = gatedProvider({ facts: { keyId: apiKey ?? 'none' } })
      return { ...fake, isSetUp: apiKey !== undefined, probe: async () => ({ isFine: true, says: `${apiKey}` }) }
    },
  )
  const look = async () => [
    provider.isSetUp,
    provider.describe?.('edit', {}).keyId,
    (await provider.probe?.(AbortSignal.timeout(1000)))?.says,
  ]
  t.strictSame(await look(), [false, 'none', 'undefined'])
  key = 'one'
  t.strictSame(await look(), [true, 'one', 'one'])
  key = 'two'
  t.strictSame(await look(), [true, 'two', 'two'])
  key = undefined
  t.equal(provider.isSetUp, false)
  t.strictSame(opened, [undefined, 'one', 'two', undefined])
  t.notOk('cancel' in provider, 'it can do no more than its adapter')
})

t.test('a call under way ends with the key that it began with', async (t) => {
  let key = 'one'
  const held = Promise.withResolvers<void>()
  const provider = followKey(
    () => key,
    (apiKey) => {
      const { provider: fake } = gatedProvider()
      return {
        ...fake,
        async edit() {
          await held.promise
          throw new ProviderFailure('auth', String(apiKey))
        },
      }
    },
  )
  const first = provider.edit(request({}), testAttempt())
  key = 'two'
  const second = provider.edit(request({}), testAttempt())
  held.resolve()
  await t.rejects(first, { message: 'one' })
  await t.rejects(second, { message: 'two' })
})
