import { dashboard } from './dashboard/de.ts'
import type { English } from './en.ts'
import { firstStart } from './first-start/de.ts'
import { ownPassword } from './own-password/de.ts'
import { shell } from './shell/de.ts'
import { signIn } from './sign-in/de.ts'
import { slotEditor } from './slot-editor/de.ts'
import type { Wording } from './wording.ts'

export const de: Wording<English> = { dashboard, firstStart, ownPassword, shell, signIn, slotEditor }
