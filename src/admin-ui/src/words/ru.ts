import { dashboard } from './dashboard/ru.ts'
import type { English } from './en.ts'
import { firstStart } from './first-start/ru.ts'
import { ownPassword } from './own-password/ru.ts'
import { shell } from './shell/ru.ts'
import { signIn } from './sign-in/ru.ts'
import { slotEditor } from './slot-editor/ru.ts'
import type { Wording } from './wording.ts'

export const ru: Wording<English> = { dashboard, firstStart, ownPassword, shell, signIn, slotEditor }
