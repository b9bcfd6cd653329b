import { paidService } from '../queue/rehearsals/open-theatre.ts'
import { fakeChain } from '../support/fake-provider.ts'
import { createTestClock } from '../support/test-clock.ts'
import { openBrowser } from './open-browser.ts'

const stepMilliseconds = 100

/** A browser and a gateway whose time passes twenty times as fast while `hurrying`; `slot-001` is quick, `slot-002` too slow. */
export async function openStage() {
  const clock = createTestClock()
  const quick = paidService('easel')
  const slow = paidService('snail', { typicalSeconds: 55 })
  const { gateway, visit } = await openBrowser({
    clock,
    providers: { easel: quick.provider, snail: slow.provider },
  })
  await gateway.changeSlot('slot-001', { name: 'Oil painting', chain: fakeChain('easel') })
  await gateway.changeSlot('slot-002', { name: 'Watercolour', chain: fakeChain('snail') })

  async function hurrying<Done>(body: () => Promise<Done>): Promise<Done> {
    // Real work goes on beside it, so it must not pass too fast.
    const timer = setInterval(() => clock.advance(stepMilliseconds), 5)
    try {
      return await body()
    } finally {
      clearInterval(timer)
    }
  }
  return { gateway, visit, hurrying, calls: () => quick.calls() + slow.calls() }
}
