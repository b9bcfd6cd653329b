import { cleaner } from './cleaner/en.ts'
import { dashboard } from './dashboard/en.ts'
import { firstStart } from './first-start/en.ts'
import { gallery } from './gallery/en.ts'
import { jobs } from './jobs/en.ts'
import { operate } from './operate/en.ts'
import { ownPassword } from './own-password/en.ts'
import { providers } from './providers/en.ts'
import { queue } from './queue/en.ts'
import { reasons } from './reasons/en.ts'
import { shell } from './shell/en.ts'
import { signIn } from './sign-in/en.ts'
import { statistics } from './statistics/en.ts'

/** One section a page. What is here is what other languages must have. */
export const en = {
  cleaner,
  dashboard,
  firstStart,
  gallery,
  jobs,
  operate,
  ownPassword,
  providers,
  queue,
  reasons,
  shell,
  signIn,
  statistics,
}

export type English = typeof en
