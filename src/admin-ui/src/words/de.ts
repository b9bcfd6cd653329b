import { dashboard } from './dashboard/de.ts'
import type { First } from './en.ts'
import { ownPassword } from './own-password/de.ts'
import { parts } from './parts/de.ts'
import { reasons } from './reasons/de.ts'
import { shell } from './shell/de.ts'
import { signIn } from './sign-in/de.ts'
import type { Wording } from './wording.ts'

export const first: Wording<First> = {
  dashboard,
  ownPassword,
  parts,
  reasons,
  shell,
  signIn,
}
