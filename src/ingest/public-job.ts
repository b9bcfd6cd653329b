import { z } from 'zod'
import { jobStatuses } from '../schema.ts'

/** What whoever sent a photo may know of its job; see `describeJob`. */
export const publicJob = z
  .object({
    job_id: z.uuid(),
    status: z.enum(jobStatuses),
    status_url: z.string(),
    result_url: z.string(),
    result_expires_at: z.iso.datetime().optional(),
    mime: z.string().nullish(),
    bytes: z.number().nullish(),
    sha256: z.string().nullish(),
    width: z.number().nullish(),
    height: z.number().nullish(),
    late: z.boolean().optional().describe('Ended after its window.'),
    fallback: z.string().optional().describe('Why this is not the picture that was wanted.'),
    failure_reason: z.string().nullish(),
    details: z.string().nullish(),
  })
  .meta({ id: 'PublicJob' })
