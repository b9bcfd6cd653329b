import { dashboard } from './dashboard/en.ts'
import type { More } from './en-more.ts'
import { ownPassword } from './own-password/en.ts'
import { parts } from './parts/en.ts'
import { reasons } from './reasons/en.ts'
import { shell } from './shell/en.ts'
import { signIn } from './sign-in/en.ts'

/** What the shell, the ways in and the overview say: all that a first visit needs. What is here is what other languages must have. */
export const first = {
  dashboard,
  ownPassword,
  parts,
  reasons,
  shell,
  signIn,
}

export type First = typeof first
export type English = First & More
