import { account } from './account/en.ts'
import { audit } from './audit/en.ts'
import { cleaner } from './cleaner/en.ts'
import { dashboard } from './dashboard/en.ts'
import { firstStart } from './first-start/en.ts'
import { gallery } from './gallery/en.ts'
import { jobs } from './jobs/en.ts'
import { operate } from './operate/en.ts'
import { ownPassword } from './own-password/en.ts'
import { parts } from './parts/en.ts'
import { people } from './people/en.ts'
import { providers } from './providers/en.ts'
import { queue } from './queue/en.ts'
import { reasons } from './reasons/en.ts'
import { rehearsal } from './rehearsal/en.ts'
import { settings } from './settings/en.ts'
import { shell } from './shell/en.ts'
import { signIn } from './sign-in/en.ts'
import { slotEditor } from './slot-editor/en.ts'
import { statistics } from './statistics/en.ts'
import { webhooks } from './webhooks/en.ts'

/** One section a page. What is here is what other languages must have. */
export const en = {
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

export type English = typeof en
