import { account } from './account/ru.ts'
import { audit } from './audit/ru.ts'
import { cleaner } from './cleaner/ru.ts'
import type { More } from './en-more.ts'
import { firstStart } from './first-start/ru.ts'
import { gallery } from './gallery/ru.ts'
import { jobs } from './jobs/ru.ts'
import { operate } from './operate/ru.ts'
import { people } from './people/ru.ts'
import { providers } from './providers/ru.ts'
import { queue } from './queue/ru.ts'
import { rehearsal } from './rehearsal/ru.ts'
import { settings } from './settings/ru.ts'
import { slotEditor } from './slot-editor/ru.ts'
import { statistics } from './statistics/ru.ts'
import { webhooks } from './webhooks/ru.ts'
import type { Wording } from './wording.ts'

export const more: Wording<More> = {
  account,
  audit,
  cleaner,
  firstStart,
  gallery,
  jobs,
  operate,
  people,
  providers,
  queue,
  rehearsal,
  settings,
  slotEditor,
  statistics,
  webhooks,
}
