import {
  type AnyPgColumn,
  bigint,
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { type SQL, sql } from './drizzle.ts'

/**
 * Tables of the pix.immo side. What must hold whoever writes is checked by the database itself, so that no bug of a
 * pipeline can leave a row that lies: the flags in their order, an error with its sentence, a version with its file.
 */

const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 })
const byteCount = (name: string) => bigint(name, { mode: 'number' })

const sha256Pattern = sql.raw(`'^[0-9a-f]{64}$'`)
const idPattern = sql.raw(`'^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$'`)
const versionPattern = sql.raw(`'^(master|clean_v[1-9][0-9]{0,8})$'`)
const kindPattern = sql.raw(
  `'^(hr(\\.r[1-9][0-9]*)?|master|base(\\.r[1-9][0-9]*)?|clean_v[1-9][0-9]{0,8}|thumb|depth|gallery|mask_[a-z0-9_-]+)$'`,
)

const locales = ['de', 'en'] as const
const textSources = ['human', 'gpt', 'cogvlm', 'florence', 'template'] as const

const oneOf = (column: AnyPgColumn, values: readonly string[]): SQL =>
  sql`${column} in (${sql.raw(values.map((value) => `'${value}'`).join(', '))})`
/** Both are there, or neither is. */
const together = (condition: SQL, column: AnyPgColumn): SQL => sql`(${condition}) = (${column} is not null)`

const jobStatuses = ['open', 'closed'] as const
const galleryStatuses = ['none', 'draft_ready'] as const
const galleryVisibilities = ['internal', 'customer'] as const

/** What a customer has ordered. The customer is a name and an address to write to, and no account. */
export const pixJobs = pgTable(
  'pix_jobs',
  {
    /** Given by whoever ordered it: opaque text. */
    id: text('id').primaryKey(),
    jobNumber: text('job_number').notNull().unique(),
    /** Theirs, for whoever reconciles. */
    customerId: text('customer_id'),
    customerName: text('customer_name'),
    customerEmail: text('customer_email'),
    photographerId: text('photographer_id'),
    orderId: text('order_id'),
    locale: text('locale', { enum: locales }).notNull(),
    propertyLabel: text('property_label'),
    /** Never leaves for a service. */
    address: jsonb('address').$type<Record<string, string>>(),
    /** What exports need and pictures do not tell: kind of use, kind of object, size, prices. */
    property: jsonb('property').$type<Record<string, unknown>>().notNull().default({}),
    /** What other systems call it, by their names. */
    externalIds: jsonb('external_ids').$type<Record<string, string>>().notNull().default({}),
    /** Of a closed job, files may be cleaned away. */
    status: text('status', { enum: jobStatuses }).notNull().default('open'),
    closedAt: moment('closed_at'),
    galleryStatus: text('gallery_status', { enum: galleryStatuses }).notNull().default('none'),
    galleryVisibility: text('gallery_visibility', { enum: galleryVisibilities }).notNull().default('internal'),
    /** Rises with every change of its content. */
    galleryRevision: integer('gallery_revision').notNull().default(0),
    /** Of what the gallery's files show now. */
    galleryContentHash: text('gallery_content_hash'),
    draftReadyAt: moment('draft_ready_at'),
    /** When it was released last, and by whom; null while it is not. */
    releasedAt: moment('released_at'),
    releasedBy: text('released_by'),
    /** The one that customers were told of. */
    releasedRevision: integer('released_revision'),
    /** SHA-256 of what opens the gallery for whoever has its link. */
    galleryTokenHash: text('gallery_token_hash').unique(),
    /** The token itself for mails and for who passes the link on, sealed, see seal.ts. */
    galleryTokenSealed: text('gallery_token_sealed'),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (table) => [
    check('pix_jobs_id', sql`${table.id} ~ ${idPattern}`),
    check('pix_jobs_status', oneOf(table.status, jobStatuses)),
    check('pix_jobs_closed', together(sql`${table.status} = 'closed'`, table.closedAt)),
    check('pix_jobs_gallery_status', oneOf(table.galleryStatus, galleryStatuses)),
    check('pix_jobs_gallery_visibility', oneOf(table.galleryVisibility, galleryVisibilities)),
    check('pix_jobs_released', together(sql`${table.galleryVisibility} = 'customer'`, table.releasedAt)),
    check('pix_jobs_released_what', together(sql`${table.galleryVisibility} = 'customer'`, table.releasedRevision)),
    check(
      'pix_jobs_released_draft',
      sql`${table.galleryVisibility} = 'internal' or ${table.galleryStatus} = 'draft_ready'`,
    ),
    check('pix_jobs_draft', together(sql`${table.galleryStatus} = 'draft_ready'`, table.draftReadyAt)),
    check('pix_jobs_draft_hash', together(sql`${table.galleryStatus} = 'draft_ready'`, table.galleryContentHash)),
    check('pix_jobs_token_hash', sql`${table.galleryTokenHash} ~ ${sha256Pattern}`),
    check('pix_jobs_token', together(sql`${table.galleryTokenHash} is not null`, table.galleryTokenSealed)),
    check('pix_jobs_revision', sql`${table.galleryRevision} >= 0`),
    index('pix_jobs_listed').on(table.createdAt, table.id),
    index('pix_jobs_open').on(table.id).where(sql`status = 'open'`),
    index('pix_jobs_drafts')
      .on(table.draftReadyAt)
      .where(sql`status = 'open' and gallery_status = 'draft_ready' and gallery_visibility = 'internal'`),
  ],
)

const shootStatuses = [
  'initialized',
  'uploading',
  'intake_complete',
  'handoff_generated',
  'editor_returned',
  'processing',
] as const
const shootSources = ['dslr', 'mobile', 'upload'] as const

export const pixShoots = pgTable(
  'pix_shoots',
  {
    id: text('id').primaryKey(),
    jobId: text('job_id')
      .notNull()
      .references(() => pixJobs.id),
    shootCode: text('shoot_code').unique(),
    photographerId: text('photographer_id'),
    status: text('status', { enum: shootStatuses }).notNull().default('initialized'),
    source: text('source', { enum: shootSources }).notNull(),
    /** More may come back from its editor until then: the pipeline waits for it. */
    quietUntil: moment('quiet_until'),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (table) => [
    check('pix_shoots_id', sql`${table.id} ~ ${idPattern}`),
    check('pix_shoots_code', sql`${table.shootCode} ~ '^[A-Z0-9]{5}$'`),
    check('pix_shoots_status', oneOf(table.status, shootStatuses)),
    check('pix_shoots_source', oneOf(table.source, shootSources)),
    // For images, whose job is their shoot's.
    unique('pix_shoots_of_job').on(table.id, table.jobId),
    index('pix_shoots_job').on(table.jobId),
  ],
)

const imageStatuses = ['pending_processing', 'processing', 'processed', 'error'] as const
const imageSources = ['editor', 'manual'] as const
const roomSources = ['filename', 'vision', 'manual'] as const
const privacyStatuses = ['unchecked', 'clear', 'flagged', 'cleared_by_admin'] as const

/** A final image: one file name in one job, whatever is delivered under it again. */
export const pixImages = pgTable(
  'pix_images',
  {
    id: uuid('image_id').primaryKey(),
    jobId: text('job_id').notNull(),
    shootId: text('shoot_id').notNull(),
    stackId: uuid('stack_id'),
    shootCode: text('shoot_code'),
    customerId: text('customer_id'),
    photographerId: text('photographer_id'),
    filename: text('filename').notNull(),
    /** The key in final_input, as it stands in the store. */
    storagePath: text('storage_path').notNull().unique(),
    source: text('source', { enum: imageSources }).notNull(),
    /** Where it came from before that, such as a slot's result. */
    origin: jsonb('origin').$type<Record<string, unknown>>(),
    status: text('status', { enum: imageStatuses }).notNull().default('pending_processing'),
    errorCode: text('error_code'),
    errorMessage: text('error_message'),
    /** Rises with every delivery of other bytes. */
    revision: integer('revision').notNull().default(1),
    sha256: text('sha256').notNull(),
    bytes: byteCount('bytes').notNull(),
    /** Upright; null for what is not a readable picture. */
    width: integer('width'),
    height: integer('height'),
    capturedAt: moment('captured_at'),
    roomType: text('room_type'),
    roomSource: text('room_source', { enum: roomSources }),
    viewType: text('view_type'),
    readyForVision: boolean('ready_for_vision').notNull().default(false),
    visionDone: boolean('vision_done').notNull().default(false),
    gptDone: boolean('gpt_done').notNull().default(false),
    hasEdits: boolean('has_edits').notNull().default(false),
    bestVersion: text('best_version').notNull().default('master'),
    cleanupPossible: boolean('cleanup_possible').notNull().default(false),
    cleanupCandidates: jsonb('cleanup_candidates').$type<unknown[]>().notNull().default([]),
    privacyStatus: text('privacy_status', { enum: privacyStatuses }).notNull().default('unchecked'),
    /** Belongs in the gallery. */
    usable: boolean('usable').notNull().default(false),
    /** Taken out by a person. */
    excludedAt: moment('excluded_at'),
    excludedBy: text('excluded_by'),
    sortIndex: integer('sort_index'),
    metaFields: jsonb('meta_fields').$type<Record<string, unknown>>().notNull().default({}),
    registeredAt: moment('registered_at').notNull().defaultNow(),
    /** Rises with every claim; a worker whose claim is over writes nothing. */
    epoch: integer('epoch').notNull().default(0),
    /** Until when whoever processes it is believed to be alive. */
    leaseUntil: moment('lease_until'),
    processedAt: moment('processed_at'),
    /** The version whose file must be there: none before the image is promoted, see `pix_images_best_version_exists`. */
    promisedVersion: text('promised_version').generatedAlwaysAs(
      sql`case when ready_for_vision or best_version <> 'master' then best_version end`,
    ),
  },
  (table) => [
    unique('pix_images_filename').on(table.jobId, table.filename),
    unique('pix_images_with_edits').on(table.id, table.hasEdits),
    foreignKey({
      name: 'pix_images_shoot_of_job',
      columns: [table.shootId, table.jobId],
      foreignColumns: [pixShoots.id, pixShoots.jobId],
    }),
    foreignKey({
      name: 'pix_images_best_version_exists',
      columns: [table.id, table.promisedVersion],
      foreignColumns: [pixImageVersions.imageId, pixImageVersions.kind],
    }),
    check('pix_images_source', oneOf(table.source, imageSources)),
    check('pix_images_status', oneOf(table.status, imageStatuses)),
    check('pix_images_room_source', oneOf(table.roomSource, roomSources)),
    check('pix_images_privacy', oneOf(table.privacyStatus, privacyStatuses)),
    check('pix_images_error', sql`${table.status} <> 'error' or ${table.errorMessage} is not null`),
    check('pix_images_no_error', sql`${table.status} <> 'processed' or ${table.errorMessage} is null`),
    check('pix_images_processed', sql`${table.status} <> 'processed' or ${table.processedAt} is not null`),
    check('pix_images_vision_after_ready', sql`${table.readyForVision} or not ${table.visionDone}`),
    check('pix_images_gpt_after_vision', sql`${table.visionDone} or not ${table.gptDone}`),
    check('pix_images_best_version', sql`${table.bestVersion} ~ ${versionPattern}`),
    check('pix_images_best_edit', sql`${table.hasEdits} or ${table.bestVersion} = 'master'`),
    check(
      'pix_images_cleanup',
      sql`jsonb_typeof(${table.cleanupCandidates}) = 'array' and (not ${table.cleanupPossible} or ${table.cleanupCandidates} <> '[]')`,
    ),
    check('pix_images_usable', sql`not ${table.usable} or ${table.excludedAt} is null`),
    check('pix_images_sha256', sql`${table.sha256} ~ ${sha256Pattern}`),
    check(
      'pix_images_measures',
      sql`${table.revision} >= 1 and ${table.bytes} >= 0 and ${table.width} > 0 and ${table.height} > 0`,
    ),
    index('pix_images_of_job').on(table.jobId, table.status),
    index('pix_images_of_shoot').on(table.shootId),
    // For counting: an index of few values is small, and read instead of the rows.
    index('pix_images_by_status').on(table.status, table.privacyStatus),
    index('pix_images_pending').on(table.registeredAt).where(sql`status in ('pending_processing', 'processing')`),
    index('pix_images_for_vision').on(table.registeredAt).where(sql`ready_for_vision and not vision_done`),
    index('pix_images_for_gpt').on(table.registeredAt).where(sql`vision_done and not gpt_done`),
  ],
)

/** The files of an image, one row each. */
export const pixImageVersions = pgTable(
  'pix_image_versions',
  {
    imageId: uuid('image_id')
      .notNull()
      .references((): AnyPgColumn => pixImages.id, { onDelete: 'cascade' }),
    /** `hr`, `hr.r1` (replaced by a later delivery), `master`, `base`, `clean_v1`, `thumb`, `depth`, `mask_sky`, `gallery`. */
    kind: text('kind').notNull(),
    /** The delivery it was made of. */
    revision: integer('revision').notNull().default(1),
    storageKey: text('storage_key').notNull().unique(),
    sha256: text('sha256').notNull(),
    bytes: byteCount('bytes').notNull(),
    width: integer('width'),
    height: integer('height'),
    /** The kind it was made from. */
    derivedFrom: text('derived_from'),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.imageId, table.kind] }),
    check('pix_image_versions_kind', sql`${table.kind} ~ ${kindPattern}`),
    check('pix_image_versions_sha256', sql`${table.sha256} ~ ${sha256Pattern}`),
  ],
)

const stages = ['privacy', 'depth', 'vision', 'gpt', 'cleanup', 'segment', 'remove', 'product'] as const
const runStatuses = ['running', 'succeeded', 'failed', 'skipped'] as const

/** One try at one step of an image. Written before anybody outside is asked. */
export const pixAnalysisRuns = pgTable(
  'pix_analysis_runs',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    imageId: uuid('image_id')
      .notNull()
      .references(() => pixImages.id, { onDelete: 'cascade' }),
    stage: text('stage', { enum: stages }).notNull(),
    provider: text('provider').notNull(),
    model: text('model').notNull(),
    status: text('status', { enum: runStatuses }).notNull(),
    attempt: integer('attempt').notNull().default(1),
    inputSha256: text('input_sha256').notNull(),
    outputKey: text('output_key'),
    /** What the service calls the work: with it, the answer can be asked for again. */
    requestId: text('request_id'),
    /** What it said, where that is no picture: it is not paid for a second time. */
    answer: jsonb('answer'),
    /** Until when whoever asks is believed to be alive. */
    leaseUntil: moment('lease_until'),
    /** Millionths of a US dollar; what it may cost, until more is known. */
    costMicros: bigint('cost_micros', { mode: 'number' }),
    errorCode: text('error_code'),
    errorMessage: text('error_message'),
    startedAt: moment('started_at').notNull(),
    finishedAt: moment('finished_at'),
  },
  (table) => [
    check('pix_analysis_runs_stage', oneOf(table.stage, stages)),
    check('pix_analysis_runs_status', oneOf(table.status, runStatuses)),
    check('pix_analysis_runs_finished', together(sql`${table.status} <> 'running'`, table.finishedAt)),
    check('pix_analysis_runs_failed', sql`${table.status} <> 'failed' or ${table.errorMessage} is not null`),
    // What was asked once with success is not asked again.
    uniqueIndex('pix_analysis_runs_once')
      .on(table.imageId, table.stage, table.inputSha256, table.model)
      .where(sql`status = 'succeeded'`),
    index('pix_analysis_runs_of_image').on(table.imageId, table.startedAt),
    index('pix_analysis_runs_running').on(table.startedAt).where(sql`status = 'running'`),
    index('pix_analysis_runs_paid').on(table.startedAt).where(sql`cost_micros is not null`),
  ],
)

/** Texts of an image in one language. What a person wrote is never overwritten. */
export const pixCaptions = pgTable(
  'pix_captions',
  {
    imageId: uuid('image_id')
      .notNull()
      .references(() => pixImages.id, { onDelete: 'cascade' }),
    locale: text('locale', { enum: locales }).notNull(),
    short: text('short').notNull(),
    long: text('long').notNull(),
    altText: text('alt_text').notNull(),
    source: text('source', { enum: textSources }).notNull(),
    model: text('model'),
    lockedByHuman: boolean('locked_by_human').notNull().default(false),
    version: integer('version').notNull().default(1),
    updatedBy: text('updated_by'),
    updatedAt: moment('updated_at').notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.imageId, table.locale] }),
    check('pix_captions_locale', oneOf(table.locale, locales)),
    check('pix_captions_source', oneOf(table.source, textSources)),
    check('pix_captions_locked', sql`(${table.source} = 'human') = ${table.lockedByHuman}`),
  ],
)

/** Superseded: a later delivery has replaced what it was made of, done or not. */
const editStatuses = ['running', 'done', 'failed', 'superseded'] as const

/** Bit by bit the same, or what a JPEG that is encoded anew makes of them. */
export const untouchedKinds = ['identical', 'encoded_anew'] as const

/** Something taken out of an image. */
export const pixEdits = pgTable(
  'pix_edits',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    imageId: uuid('image_id')
      .notNull()
      .references(() => pixImages.id, { onDelete: 'cascade' }),
    fromVersion: text('from_version').notNull(),
    /** Of one that is done: what became of the pixels that nothing was taken for. Null: made before that was noted. */
    untouched: text('untouched', { enum: untouchedKinds }),
    /** Numbered only when it is done: a failure leaves no gap. */
    toVersion: text('to_version'),
    maskKey: text('mask_key'),
    maskSha256: text('mask_sha256').notNull(),
    provider: text('provider').notNull(),
    model: text('model').notNull(),
    status: text('status', { enum: editStatuses }).notNull(),
    requestedBy: text('requested_by').notNull(),
    idempotencyKey: text('idempotency_key'),
    error: text('error'),
    createdAt: moment('created_at').notNull().defaultNow(),
    finishedAt: moment('finished_at'),
    /** True for one that is done, and else null: the image must have `has_edits` first. */
    isDone: boolean('is_done').generatedAlwaysAs(sql`case when status = 'done' then true end`),
  },
  (table) => [
    foreignKey({
      name: 'pix_edits_image_has_edits',
      columns: [table.imageId, table.isDone],
      foreignColumns: [pixImages.id, pixImages.hasEdits],
    }),
    foreignKey({
      name: 'pix_edits_version_exists',
      columns: [table.imageId, table.toVersion],
      foreignColumns: [pixImageVersions.imageId, pixImageVersions.kind],
    }),
    check('pix_edits_untouched', oneOf(table.untouched, untouchedKinds)),
    check('pix_edits_status', oneOf(table.status, editStatuses)),
    check('pix_edits_from', sql`${table.fromVersion} ~ ${versionPattern}`),
    check('pix_edits_to', sql`${table.toVersion} ~ '^clean_v[1-9][0-9]{0,8}$'`),
    check('pix_edits_done', sql`${table.status} <> 'done' or ${table.toVersion} is not null`),
    check('pix_edits_not_done', sql`${table.status} in ('done', 'superseded') or ${table.toVersion} is null`),
    check('pix_edits_failed', sql`${table.status} <> 'failed' or ${table.error} is not null`),
    check('pix_edits_finished', together(sql`${table.status} <> 'running'`, table.finishedAt)),
    unique('pix_edits_version').on(table.imageId, table.toVersion),
    uniqueIndex('pix_edits_once').on(table.imageId, table.idempotencyKey).where(sql`status in ('running', 'done')`),
    index('pix_edits_running').on(table.createdAt).where(sql`status = 'running'`),
  ],
)

/** Files that were put together from many images: a job's exposé, a shoot's summary. */
export const pixExposes = pgTable(
  'pix_exposes',
  {
    storageKey: text('storage_key').primaryKey(),
    jobId: text('job_id')
      .notNull()
      .references(() => pixJobs.id),
    /** Null: of the whole job. */
    shootId: text('shoot_id').references(() => pixShoots.id),
    /** An unchanged one is not written again. */
    contentHash: text('content_hash').notNull(),
    imageCount: integer('image_count').notNull(),
    builtAt: moment('built_at').notNull(),
  },
  (table) => [
    check('pix_exposes_hash', sql`${table.contentHash} ~ ${sha256Pattern}`),
    index('pix_exposes_of_job').on(table.jobId),
  ],
)

/** Texts of a job's exposé in one language. What a person wrote is never overwritten. */
export const pixExposeTexts = pgTable(
  'pix_expose_texts',
  {
    jobId: text('job_id')
      .notNull()
      .references(() => pixJobs.id),
    locale: text('locale', { enum: locales }).notNull(),
    headline: text('headline').notNull().default(''),
    short: text('short').notNull().default(''),
    description: text('description').notNull().default(''),
    features: text('features').notNull().default(''),
    other: text('other').notNull().default(''),
    /** Only people write it: it needs the address, which no service gets. */
    location: text('location').notNull().default(''),
    source: text('source', { enum: textSources }).notNull(),
    model: text('model'),
    lockedByHuman: boolean('locked_by_human').notNull().default(false),
    version: integer('version').notNull().default(1),
    updatedBy: text('updated_by'),
    updatedAt: moment('updated_at').notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.jobId, table.locale] }),
    check('pix_expose_texts_locale', oneOf(table.locale, locales)),
    check('pix_expose_texts_source', oneOf(table.source, textSources)),
    check('pix_expose_texts_locked', sql`(${table.source} = 'human') = ${table.lockedByHuman}`),
  ],
)

/** What lies in final_input, as far as it has been looked at. A file's bytes are read when two looks have found the same. */
export const pixFinalInputs = pgTable(
  'pix_final_inputs',
  {
    /** As it stands in the store. */
    storageKey: text('storage_key').primaryKey(),
    jobId: text('job_id')
      .notNull()
      .references(() => pixJobs.id, { onDelete: 'cascade' }),
    /** Of the last look; null when it was not there. */
    etag: text('etag'),
    /** What has been dealt with, whatever came of it. */
    settledEtag: text('settled_etag'),
    seenAt: moment('seen_at').notNull().defaultNow(),
  },
  (table) => [index('pix_final_inputs_of_job').on(table.jobId, table.storageKey)],
)

/** A slot's finished picture on its way into final_input. Written in the transaction that finishes the photo. */
export const pixPublications = pgTable(
  'pix_publications',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    /** The gateway's job, which may be gone before this is. */
    ingestJobId: uuid('ingest_job_id').notNull(),
    slotId: text('slot_id').notNull(),
    resultKey: text('result_key').notNull(),
    mime: text('mime').notNull(),
    jobId: text('job_id')
      .notNull()
      .references(() => pixJobs.id, { onDelete: 'cascade' }),
    shootId: text('shoot_id').references(() => pixShoots.id, { onDelete: 'cascade' }),
    filename: text('filename').notNull(),
    /** Rises with every claim; an older one writes nothing. */
    attempts: integer('attempts').notNull().default(0),
    /** Not before; while it is under way, the end of the lease. */
    nextAt: moment('next_at').notNull(),
    doneAt: moment('done_at'),
    /** Given up, and why. */
    failedAt: moment('failed_at'),
    error: text('error'),
    imageId: uuid('image_id').references(() => pixImages.id, { onDelete: 'set null' }),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (table) => [
    unique('pix_publications_once').on(table.ingestJobId, table.jobId),
    check('pix_publications_ended', sql`${table.doneAt} is null or ${table.failedAt} is null`),
    check('pix_publications_failed', sql`${table.failedAt} is null or ${table.error} is not null`),
    index('pix_publications_due').on(table.nextAt).where(sql`done_at is null and failed_at is null`),
  ],
)

const directions = ['download', 'upload'] as const

/** What an editor comes in with: one shoot, one way, for a while. */
export const pixEditorTokens = pgTable(
  'pix_editor_tokens',
  {
    /** SHA-256 of the token: a copy of this table opens nothing. */
    tokenHash: text('token_hash').primaryKey(),
    /** Names it in lists, and opens nothing. */
    id: uuid('id').notNull().unique().defaultRandom(),
    shootId: text('shoot_id')
      .notNull()
      .references(() => pixShoots.id, { onDelete: 'cascade' }),
    direction: text('direction', { enum: directions }).notNull(),
    label: text('label').notNull(),
    createdBy: text('created_by').notNull(),
    createdAt: moment('created_at').notNull().defaultNow(),
    expiresAt: moment('expires_at').notNull(),
    revokedAt: moment('revoked_at'),
    usedAt: moment('used_at'),
  },
  (table) => [
    check('pix_editor_tokens_hash', sql`${table.tokenHash} ~ ${sha256Pattern}`),
    check('pix_editor_tokens_direction', oneOf(table.direction, directions)),
    index('pix_editor_tokens_shoot').on(table.shootId),
    index('pix_editor_tokens_expires_at').on(table.expiresAt),
  ],
)

/** A file that an editor puts into the store by a signed address, until it is taken over. Nobody else chooses its key. */
export const pixUploads = pgTable(
  'pix_uploads',
  {
    id: uuid('id').primaryKey(),
    shootId: text('shoot_id')
      .notNull()
      .references(() => pixShoots.id, { onDelete: 'cascade' }),
    filename: text('filename').notNull(),
    storageKey: text('storage_key').notNull().unique(),
    sha256: text('sha256').notNull(),
    bytes: byteCount('bytes').notNull(),
    mime: text('mime').notNull(),
    /** A person, or the id of an editor's token. */
    requestedBy: text('requested_by').notNull(),
    createdAt: moment('created_at').notNull().defaultNow(),
    expiresAt: moment('expires_at').notNull(),
    /** Taken over: a second time finds this. */
    finalizedAt: moment('finalized_at'),
    /** What became of it. */
    imageId: uuid('image_id').references(() => pixImages.id, { onDelete: 'set null' }),
  },
  (table) => [
    check('pix_uploads_sha256', sql`${table.sha256} ~ ${sha256Pattern}`),
    index('pix_uploads_expires_at').on(table.expiresAt),
  ],
)

/** Superseded: a newer one says all that this one would have said. */
const notificationStatuses = ['queued', 'sent', 'failed', 'superseded'] as const

/** The outbox of mails. Written in the transaction of what it tells, and sent once. */
export const pixNotifications = pgTable(
  'pix_notifications',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    kind: text('kind').notNull(),
    /** What it is about. */
    jobId: text('job_id')
      .notNull()
      .references(() => pixJobs.id, { onDelete: 'cascade' }),
    revision: integer('revision').notNull(),
    recipient: text('recipient').notNull(),
    locale: text('locale', { enum: locales }).notNull(),
    payload: jsonb('payload').$type<Record<string, unknown>>().notNull(),
    /** `gallery_released:{job}:{revision}`: told once, however often it is said. */
    dedupeKey: text('dedupe_key').notNull().unique(),
    status: text('status', { enum: notificationStatuses }).notNull().default('queued'),
    /** Tries, also those of whose end nobody has heard. Rises with every claim; an older one writes nothing. */
    attempts: integer('attempts').notNull().default(0),
    /** Tries since somebody last put it in line. */
    step: integer('step').notNull().default(0),
    /** A try was begun of whose end nobody has heard: it may have gone out. */
    maybeSent: boolean('maybe_sent').notNull().default(false),
    /** Not before; while it is being sent, the end of the sender's lease. */
    nextAt: moment('next_at').notNull(),
    providerId: text('provider_id'),
    error: text('error'),
    createdAt: moment('created_at').notNull().defaultNow(),
    sentAt: moment('sent_at'),
  },
  (table) => [
    check('pix_notifications_status', oneOf(table.status, notificationStatuses)),
    check('pix_notifications_sent', together(sql`${table.status} = 'sent'`, table.sentAt)),
    index('pix_notifications_due').on(table.nextAt).where(sql`status = 'queued'`),
    index('pix_notifications_failed').on(table.createdAt).where(sql`status = 'failed'`),
    index('pix_notifications_of_job').on(table.jobId, table.createdAt),
    index('pix_notifications_created_at').on(table.createdAt),
  ],
)

const targetKinds = ['fio', 'onoffice', 'propstack', 'openimmo'] as const

/** Programs of customers that galleries are handed to. */
export const pixCrmTargets = pgTable(
  'pix_crm_targets',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    kind: text('kind', { enum: targetKinds }).notNull(),
    label: text('label').notNull(),
    /** Nothing secret. */
    config: jsonb('config').$type<Record<string, unknown>>().notNull(),
    /** Its keys, sealed, see seal.ts. */
    secret: text('secret'),
    createdAt: moment('created_at').notNull().defaultNow(),
    changedAt: moment('changed_at').notNull().defaultNow(),
  },
  (table) => [check('pix_crm_targets_kind', oneOf(table.kind, targetKinds))],
)

const exportStatuses = ['queued', 'running', 'done', 'failed'] as const

export const pixCrmExports = pgTable(
  'pix_crm_exports',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    jobId: text('job_id')
      .notNull()
      .references(() => pixJobs.id),
    targetId: uuid('target_id').references(() => pixCrmTargets.id, { onDelete: 'set null' }),
    format: text('format').notNull(),
    /** Of what was handed over: the same content is not handed over twice. */
    contentHash: text('content_hash'),
    storageKey: text('storage_key'),
    bytes: byteCount('bytes'),
    status: text('status', { enum: exportStatuses }).notNull(),
    /** Rises with every claim; an older one writes nothing. */
    attempts: integer('attempts').notNull().default(0),
    /** What the other side calls each piece: a repeated export changes it instead of adding it again. */
    remoteIds: jsonb('remote_ids').$type<Record<string, string>>().notNull().default({}),
    missingFields: jsonb('missing_fields').$type<string[]>().notNull().default([]),
    error: text('error'),
    requestedBy: text('requested_by').notNull(),
    createdAt: moment('created_at').notNull().defaultNow(),
    finishedAt: moment('finished_at'),
  },
  (table) => [
    check('pix_crm_exports_status', oneOf(table.status, exportStatuses)),
    check('pix_crm_exports_failed', sql`${table.status} <> 'failed' or ${table.error} is not null`),
    check('pix_crm_exports_finished', together(sql`${table.status} in ('done', 'failed')`, table.finishedAt)),
    index('pix_crm_exports_of_job').on(table.jobId, table.createdAt),
    index('pix_crm_exports_open').on(table.createdAt).where(sql`status in ('queued', 'running')`),
  ],
)
