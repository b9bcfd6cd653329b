import { z } from 'zod'
import type { PixJob, PixShoot } from './final-rows.ts'
import { idSchema, shootCodeSchema } from './ids.ts'
import type { ImageCounts } from './pix-jobs.ts'
import { pixLocales } from './rooms.ts'

/** PostgreSQL has no text with a zero in it. */
const zero = /^[^\0]*$/
const text = (most: number) => z.string().trim().max(most).regex(zero, 'has a zero character')
const fields = z.record(text(64).min(1), text(500)).refine((record) => Object.keys(record).length <= 40, 'has too many')
const detail = z.union([text(2000), z.number(), z.boolean(), z.null()])
const details = z.record(text(64).min(1), detail).refine((record) => Object.keys(record).length <= 100, 'has too many')

/** What people say of a job. Nothing has a default: what is not mentioned is not changed. */
const jobWish = z.strictObject({
  customer_id: text(64).nullable(),
  customer_name: text(200).nullable(),
  customer_email: z.email().max(254).nullable(),
  photographer_id: text(64).nullable(),
  order_id: text(64).nullable(),
  locale: z.enum(pixLocales).describe('Of its texts and of what its customer is told.'),
  property_label: text(200).nullable().describe('What the property is called.'),
  address: fields.nullable().describe('Never leaves for a service.'),
  property: details.describe('What exports need and pictures do not tell.'),
  external_ids: fields.describe('What other systems call it.'),
})

const partOfJob = jobWish.partial()

const shootStatus = z.enum([
  'initialized',
  'uploading',
  'intake_complete',
  'handoff_generated',
  'editor_returned',
  'processing',
])
const shootSource = z.enum(['dslr', 'mobile', 'upload'])
export const shootWish = z.strictObject({
  shoot_code: shootCodeSchema,
  photographer_id: text(64).nullable(),
  status: shootStatus,
})
const partOfShoot = shootWish.partial()
export const newShoot = partOfShoot
  .extend({ id: idSchema.optional(), source: shootSource.optional() })
  .describe('Its id and its code are made up where none is given.')
export const newJob = partOfJob.extend({
  id: idSchema.optional().describe('Made up where none is given.'),
  job_number: text(64).min(1).optional(),
  shoot: newShoot.optional().describe('The one that it begins with.'),
})
export const jobChange = partOfJob.extend({ status: z.enum(['open', 'closed']).optional() })

/** Columns of what was mentioned. */
export function columnsOf(wish: z.infer<typeof partOfJob>) {
  const columns = {
    customerId: wish.customer_id,
    customerName: wish.customer_name,
    customerEmail: wish.customer_email,
    photographerId: wish.photographer_id,
    orderId: wish.order_id,
    locale: wish.locale,
    propertyLabel: wish.property_label,
    address: wish.address,
    property: wish.property,
    externalIds: wish.external_ids,
  }
  return mentioned(columns)
}

export const shootColumnsOf = (wish: z.infer<typeof partOfShoot>) =>
  mentioned({ shootCode: wish.shoot_code, photographerId: wish.photographer_id, status: wish.status })

type Mentioned<Columns> = { [Name in keyof Columns]?: Exclude<Columns[Name], undefined> }
const mentioned = <Columns extends object>(columns: Columns) =>
  Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined)) as Mentioned<Columns>

const moment = z.iso.datetime()
const shownCounts = z.object({
  registered: z.int(),
  pending: z.int(),
  processed: z.int(),
  error: z.int(),
  excluded: z.int(),
  usable: z.int(),
})
export const shownShoot = z
  .object({
    id: z.string(),
    job_id: z.string(),
    shoot_code: z.string().nullable(),
    photographer_id: z.string().nullable(),
    status: shootStatus,
    source: shootSource,
    created_at: moment,
  })
  .meta({ id: 'PixShoot' })
export const shownJob = z
  .object({
    id: z.string(),
    job_number: z.string(),
    status: z.enum(['open', 'closed']),
    closed_at: moment.nullable(),
    customer_id: z.string().nullable(),
    customer_name: z.string().nullable(),
    customer_email: z.string().nullable(),
    photographer_id: z.string().nullable(),
    order_id: z.string().nullable(),
    locale: z.enum(pixLocales),
    property_label: z.string().nullable(),
    address: z.record(z.string(), z.string()).nullable(),
    property: z.record(z.string(), z.unknown()),
    external_ids: z.record(z.string(), z.string()),
    gallery_status: z.enum(['none', 'draft_ready']),
    gallery_visibility: z.enum(['internal', 'customer']),
    gallery_revision: z.int(),
    draft_ready_at: moment.nullable(),
    released_at: moment.nullable(),
    created_at: moment,
    images: shownCounts.describe('How many of its images are what.'),
  })
  .meta({ id: 'PixJob' })

const written = (date: Date | null) => date?.toISOString() ?? null
const none: ImageCounts = { registered: 0, pending: 0, processed: 0, error: 0, excluded: 0, usable: 0 }

export const showJob = (job: PixJob, images: ImageCounts = none): z.infer<typeof shownJob> => ({
  id: job.id,
  job_number: job.jobNumber,
  status: job.status,
  closed_at: written(job.closedAt),
  customer_id: job.customerId,
  customer_name: job.customerName,
  customer_email: job.customerEmail,
  photographer_id: job.photographerId,
  order_id: job.orderId,
  locale: job.locale,
  property_label: job.propertyLabel,
  address: job.address,
  property: job.property,
  external_ids: job.externalIds,
  gallery_status: job.galleryStatus,
  gallery_visibility: job.galleryVisibility,
  gallery_revision: job.galleryRevision,
  draft_ready_at: written(job.draftReadyAt),
  released_at: written(job.releasedAt),
  created_at: job.createdAt.toISOString(),
  images,
})

export const showShoot = (shoot: PixShoot): z.infer<typeof shownShoot> => ({
  id: shoot.id,
  job_id: shoot.jobId,
  shoot_code: shoot.shootCode,
  photographer_id: shoot.photographerId,
  status: shoot.status,
  source: shoot.source,
  created_at: shoot.createdAt.toISOString(),
})
