import { dashboard } from './dashboard/en.ts'
import { firstStart } from './first-start/en.ts'
import { gallery } from './gallery/en.ts'
import { operate } from './operate/en.ts'
import { ownPassword } from './own-password/en.ts'
import { shell } from './shell/en.ts'
import { signIn } from './sign-in/en.ts'

/** One section a page. What is here is what other languages must have. */
export const en = { dashboard, firstStart, gallery, operate, ownPassword, shell, signIn }

export type English = typeof en
