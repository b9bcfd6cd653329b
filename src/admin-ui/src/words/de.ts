import { dashboard } from './dashboard/de.ts'
import type { English } from './en.ts'
import { firstStart } from './first-start/de.ts'
import { gallery } from './gallery/de.ts'
import { operate } from './operate/de.ts'
import { ownPassword } from './own-password/de.ts'
import { shell } from './shell/de.ts'
import { signIn } from './sign-in/de.ts'
import type { Wording } from './wording.ts'

export const de: Wording<English> = { dashboard, firstStart, gallery, operate, ownPassword, shell, signIn }
