import type { Wording } from '../wording.ts'
import { advice } from './advice/ru.ts'
import { delivery } from './delivery/ru.ts'
import { detail } from './detail/ru.ts'
import type { remarks as english } from './en.ts'
import { handover } from './export/ru.ts'
import { field } from './field/ru.ts'
import { finding } from './finding/ru.ts'
import { hint } from './hint/ru.ts'
import { mail } from './mail/ru.ts'
import { probe } from './probe/ru.ts'
import { reason } from './reason/ru.ts'
import { verdict } from './verdict/ru.ts'

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
