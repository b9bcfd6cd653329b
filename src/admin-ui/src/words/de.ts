import { account } from './account/de.ts'
import { audit } from './audit/de.ts'
import { dashboard } from './dashboard/de.ts'
import type { English } from './en.ts'
import { firstStart } from './first-start/de.ts'
import { ownPassword } from './own-password/de.ts'
import { parts } from './parts/de.ts'
import { people } from './people/de.ts'
import { rehearsal } from './rehearsal/de.ts'
import { settings } from './settings/de.ts'
import { shell } from './shell/de.ts'
import { signIn } from './sign-in/de.ts'
import { webhooks } from './webhooks/de.ts'
import type { Wording } from './wording.ts'

export const de: Wording<English> = {
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
