import type { Job } from '../api/jobs.ts'
import { serverNow } from '../api/server-time.ts'

/** Can its picture still be looked at? The list of jobs does not know of one that was deleted early. */
export const hasLivingPicture = ({ status, expires_at: end }: Pick<Job, 'status' | 'expires_at'>) =>
  status === 'done' && end !== null && Date.parse(end) > serverNow()
