import { advice } from './advice/en.ts'
import { delivery } from './delivery/en.ts'
import { detail } from './detail/en.ts'
import { handover } from './export/en.ts'
import { field } from './field/en.ts'
import { finding } from './finding/en.ts'
import { hint } from './hint/en.ts'
import { mail } from './mail/en.ts'
import { probe } from './probe/en.ts'
import { reason } from './reason/en.ts'
import { verdict } from './verdict/en.ts'

/** What the gateway says, by its codes. */
export const remarks = {
  advice,
  delivery,
  detail,
  export: handover,
  field,
  finding,
  hint,
  mail,
  probe,
  reason,
  verdict,
}
