import type { Wording } from '../wording.ts'
import { advice } from './advice/de.ts'
import { delivery } from './delivery/de.ts'
import { detail } from './detail/de.ts'
import type { remarks as english } from './en.ts'
import { handover } from './export/de.ts'
import { field } from './field/de.ts'
import { finding } from './finding/de.ts'
import { hint } from './hint/de.ts'
import { mail } from './mail/de.ts'
import { probe } from './probe/de.ts'
import { reason } from './reason/de.ts'
import { verdict } from './verdict/de.ts'

export const remarks: Wording<typeof english> = {
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
