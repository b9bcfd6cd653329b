import { account } from './account/en.ts'
import { audit } from './audit/en.ts'
import { dashboard } from './dashboard/en.ts'
import { firstStart } from './first-start/en.ts'
import { ownPassword } from './own-password/en.ts'
import { parts } from './parts/en.ts'
import { people } from './people/en.ts'
import { rehearsal } from './rehearsal/en.ts'
import { settings } from './settings/en.ts'
import { shell } from './shell/en.ts'
import { signIn } from './sign-in/en.ts'
import { webhooks } from './webhooks/en.ts'

/** One section a page. What is here is what other languages must have. */
export const en = {
  dashboard,
  firstStart,
  ownPassword,
  shell,
  signIn,
  account,
  parts,
  people,
  rehearsal,
  settings,
  audit,
  webhooks,
}

export type English = typeof en
