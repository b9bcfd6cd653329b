import { dashboard } from './dashboard/en.ts'
import { firstStart } from './first-start/en.ts'
import { ownPassword } from './own-password/en.ts'
import { shell } from './shell/en.ts'
import { signIn } from './sign-in/en.ts'
import { slotEditor } from './slot-editor/en.ts'

/** One section a page. What is here is what other languages must have. */
export const en = { dashboard, firstStart, ownPassword, shell, signIn, slotEditor }

export type English = typeof en
