import { account } from './account/de.ts'
import { audit } from './audit/de.ts'
import { cleaner } from './cleaner/de.ts'
import { dashboard } from './dashboard/de.ts'
import type { English } from './en.ts'
import { firstStart } from './first-start/de.ts'
import { gallery } from './gallery/de.ts'
import { jobs } from './jobs/de.ts'
import { operate } from './operate/de.ts'
import { ownPassword } from './own-password/de.ts'
import { parts } from './parts/de.ts'
import { people } from './people/de.ts'
import { providers } from './providers/de.ts'
import { queue } from './queue/de.ts'
import { reasons } from './reasons/de.ts'
import { rehearsal } from './rehearsal/de.ts'
import { settings } from './settings/de.ts'
import { shell } from './shell/de.ts'
import { signIn } from './sign-in/de.ts'
import { slotEditor } from './slot-editor/de.ts'
import { statistics } from './statistics/de.ts'
import { webhooks } from './webhooks/de.ts'
import type { Wording } from './wording.ts'

export const de: Wording<English> = {
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
