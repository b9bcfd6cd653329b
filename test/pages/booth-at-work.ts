import { setTimeout as pass } from 'node:timers/promises'
import { GatewayError } from '../../src/errors.ts'
import { echo, fakeChain, fakeProvider } from '../support/fake-provider.ts'
import { openBrowser } from './open-browser.ts'
import { shootDifferent } from './shoot.ts'

/** A gateway with pages whose slot-001 makes a picture, or fails, when the test says so. */
export async function openBoothAtWork() {
  const gates: ((isGood: boolean) => void)[] = []
  const provider = fakeProvider(async (photo) => {
    const gate = Promise.withResolvers<boolean>()
    gates.push(gate.resolve)
    if (!(await gate.promise)) throw new GatewayError('provider_refused', 'safety')
    return echo(photo)
  })
  const { gateway, visit } = await openBrowser({ providers: { fake: provider } })
  await gateway.changeSlot('slot-001', { chain: fakeChain(), keepOriginal: true })

  async function end(isGood: boolean): Promise<void> {
    while (gates.length === 0) await pass(20)
    for (const open of gates.splice(0)) open(isGood)
  }

  return {
    ...{ gateway, visit },
    shoot: (slot?: string) => shootDifferent(gateway.url, slot),
    letGo: () => end(true),
    letFail: () => end(false),
  }
}

export const tablet = { width: 1180, height: 820 }
