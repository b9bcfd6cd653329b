import type { Test } from 'tap'
import { openTheatre, paidService } from './open-theatre.ts'

export interface Trouble {
  environment?: Record<string, string>
  facts?: object
  slot?: object
}

/** A rehearsal that meets this trouble names it as the weakest link. Each takes many seconds: few of them fit into a file. */
export async function nameTrouble(t: Test, { environment, facts, slot }: Trouble, weakest: object): Promise<void> {
  const service = paidService('easel', facts)
  const { gateway, load, play } = await openTheatre(t, [service.provider], environment)
  if (slot) await gateway.changeSlot('slot-001', slot)
  const { verdict, report } = await play({ slots: [load('slot-001', 6, 10)] })
  t.equal(verdict, 'no_go')
  t.match(report.weakest, weakest, JSON.stringify(report.reasons))
}
