import { dashboard } from './dashboard/ru.ts'
import type { First } from './en.ts'
import { ownPassword } from './own-password/ru.ts'
import { parts } from './parts/ru.ts'
import { reasons } from './reasons/ru.ts'
import { shell } from './shell/ru.ts'
import { signIn } from './sign-in/ru.ts'
import type { Wording } from './wording.ts'

export const first: Wording<First> = {
  dashboard,
  ownPassword,
  parts,
  reasons,
  shell,
  signIn,
}
