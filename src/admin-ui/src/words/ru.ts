import { account } from './account/ru.ts'
import { audit } from './audit/ru.ts'
import { cleaner } from './cleaner/ru.ts'
import { dashboard } from './dashboard/ru.ts'
import type { English } from './en.ts'
import { firstStart } from './first-start/ru.ts'
import { gallery } from './gallery/ru.ts'
import { jobs } from './jobs/ru.ts'
import { operate } from './operate/ru.ts'
import { ownPassword } from './own-password/ru.ts'
import { parts } from './parts/ru.ts'
import { people } from './people/ru.ts'
import { providers } from './providers/ru.ts'
import { queue } from './queue/ru.ts'
import { reasons } from './reasons/ru.ts'
import { rehearsal } from './rehearsal/ru.ts'
import { settings } from './settings/ru.ts'
import { shell } from './shell/ru.ts'
import { signIn } from './sign-in/ru.ts'
import { slotEditor } from './slot-editor/ru.ts'
import { statistics } from './statistics/ru.ts'
import { webhooks } from './webhooks/ru.ts'
import type { Wording } from './wording.ts'

export const ru: Wording<English> = {
  account,
  audit,
  cleaner,
  dashboard,
  firstStart,
  gallery,
  jobs,
  operate,
  ownPassword,
  parts,
  people,
  providers,
  queue,
  reasons,
  rehearsal,
  settings,
  shell,
  signIn,
  slotEditor,
  statistics,
  webhooks,
}
