import { account } from './account/ru.ts'
import { audit } from './audit/ru.ts'
import { dashboard } from './dashboard/ru.ts'
import type { English } from './en.ts'
import { firstStart } from './first-start/ru.ts'
import { ownPassword } from './own-password/ru.ts'
import { parts } from './parts/ru.ts'
import { people } from './people/ru.ts'
import { rehearsal } from './rehearsal/ru.ts'
import { settings } from './settings/ru.ts'
import { shell } from './shell/ru.ts'
import { signIn } from './sign-in/ru.ts'
import { webhooks } from './webhooks/ru.ts'
import type { Wording } from './wording.ts'

export const ru: Wording<English> = {
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
