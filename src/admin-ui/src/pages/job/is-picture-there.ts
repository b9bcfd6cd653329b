import type { WholeJob } from '../../api/jobs.ts'
import { hasLivingPicture } from '../../parts/living-picture.ts'

export const isPictureThere = (job: WholeJob) =>
  hasLivingPicture(job) && job.result !== null && job.result.deleted_at === null
