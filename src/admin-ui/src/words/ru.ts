import { dashboard } from './dashboard/ru.ts'
import type { English } from './en.ts'
import { firstStart } from './first-start/ru.ts'
import { gallery } from './gallery/ru.ts'
import { operate } from './operate/ru.ts'
import { ownPassword } from './own-password/ru.ts'
import { shell } from './shell/ru.ts'
import { signIn } from './sign-in/ru.ts'
import type { Wording } from './wording.ts'

export const ru: Wording<English> = { dashboard, firstStart, gallery, operate, ownPassword, shell, signIn }
