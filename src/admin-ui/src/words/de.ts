import { cleaner } from './cleaner/de.ts'
import { dashboard } from './dashboard/de.ts'
import type { English } from './en.ts'
import { firstStart } from './first-start/de.ts'
import { gallery } from './gallery/de.ts'
import { jobs } from './jobs/de.ts'
import { operate } from './operate/de.ts'
import { ownPassword } from './own-password/de.ts'
import { providers } from './providers/de.ts'
import { queue } from './queue/de.ts'
import { reasons } from './reasons/de.ts'
import { shell } from './shell/de.ts'
import { signIn } from './sign-in/de.ts'
import { statistics } from './statistics/de.ts'
import type { Wording } from './wording.ts'

export const de: Wording<English> = {
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
