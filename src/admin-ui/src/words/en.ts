import { dashboard } from './dashboard/en.ts'
import { firstStart } from './first-start/en.ts'
import { jobs } from './jobs/en.ts'
import { ownPassword } from './own-password/en.ts'
import { reasons } from './reasons/en.ts'
import { shell } from './shell/en.ts'
import { signIn } from './sign-in/en.ts'

/** One section a page. What is here is what other languages must have. */
export const en = { dashboard, firstStart, jobs, ownPassword, reasons, shell, signIn }

export type English = typeof en
