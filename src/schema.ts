import {
  bigint,
  boolean,
  date,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { sql } from './drizzle.ts'
import type { Figures } from './figures.ts'
import type { LedgerEntry } from './ledger.ts'
import { locales } from './locales.ts'
import type { RemoteWork } from './remote-work.ts'

const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 })

/** What an operator changes at night. One row; null means: as the environment, or the default, says. */
export const settings = pgTable('settings', {
  id: integer('id').primaryKey(),
  syncSeconds: integer('sync_seconds'),
  retentionHours: integer('retention_hours'),
  ingestPasswordHash: text('ingest_password_hash'),
  /** `person`, `environment` or `generated`: a person's choice outlives a restart with another environment. */
  ingestPasswordSource: text('ingest_password_source'),
  /** Null: workers take photos as they come. */
  queuePausedAt: moment('queue_paused_at'),
  queuePausedBy: text('queue_paused_by'),
  publicBaseUrl: text('public_base_url'),
  locale: text('locale', { enum: locales }),
  /** Which store the rows speak of; nobody's choice, but what was found at the first start. */
  storeId: text('store_id'),
  /** Rises with every change. */
  revision: integer('revision').notNull().default(0),
  updatedAt: moment('updated_at').notNull().defaultNow(),
})

export const people = pgTable('people', {
  id: uuid('id').primaryKey().defaultRandom(),
  email: text('email').notNull().unique(),
  passwordHash: text('password_hash').notNull(),
  role: text('role', { enum: ['admin', 'operator', 'viewer'] }).notNull(),
  /** Somebody else knows the password: nothing can be done with it but to choose another one. */
  hasTemporaryPassword: boolean('has_temporary_password').notNull().default(false),
  disabledAt: moment('disabled_at'),
  createdAt: moment('created_at').notNull().defaultNow(),
})

export const sessions = pgTable(
  'sessions',
  {
    /** SHA-256 of the cookie's value: a copy of this table opens nothing. */
    tokenHash: text('token_hash').primaryKey(),
    /** Names it in lists, and opens nothing. */
    id: uuid('id').notNull().unique().defaultRandom(),
    personId: uuid('person_id')
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    /** Where it was opened, and with what: so that people know their own. */
    clientAddress: text('client_address'),
    userAgent: text('user_agent'),
    createdAt: moment('created_at').notNull().defaultNow(),
    expiresAt: moment('expires_at').notNull(),
  },
  (table) => [index('sessions_expires_at').on(table.expiresAt), index('sessions_person').on(table.personId)],
)

/** What machines sign in with. */
export const apiTokens = pgTable(
  'api_tokens',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    /** SHA-256 of the token: a copy of this table opens nothing. */
    tokenHash: text('token_hash').notNull().unique(),
    name: text('name').notNull(),
    personId: uuid('person_id')
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    scopes: text('scopes').array().notNull(),
    createdAt: moment('created_at').notNull(),
    expiresAt: moment('expires_at').notNull(),
    lastUsedAt: moment('last_used_at'),
  },
  (table) => [index('api_tokens_person').on(table.personId)],
)

/** Keys of services that an administrator has set here instead of in the environment. */
export const providerKeys = pgTable('provider_keys', {
  provider: text('provider').primaryKey(),
  /** See seal.ts. */
  sealed: text('sealed').notNull(),
  /** Its last four characters, to tell it from another one. */
  ending: text('ending').notNull(),
  changedAt: moment('changed_at').notNull().defaultNow(),
})

/** Wrong passwords, counted per purpose, address and slot or account. */
export const failedAttempts = pgTable(
  'failed_attempts',
  {
    key: text('key').primaryKey(),
    failures: integer('failures').notNull(),
    windowEndsAt: moment('window_ends_at').notNull(),
  },
  (table) => [index('failed_attempts_window_ends_at').on(table.windowEndsAt)],
)

export const audit = pgTable(
  'audit',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    at: moment('at').notNull().defaultNow(),
    who: text('who').notNull(),
    what: text('what').notNull(),
    before: jsonb('before'),
    after: jsonb('after'),
  },
  (table) => [
    index('audit_at').on(table.at),
    index('audit_who').on(table.who, table.id),
    index('audit_what').on(table.what, table.id),
  ],
)

export const slots = pgTable('slots', {
  id: text('id').primaryKey(),
  revision: integer('revision').notNull(),
  /** A slot may have a password of its own; null means the gateway's. */
  passwordHash: text('password_hash'),
  createdAt: moment('created_at').notNull().defaultNow(),
})

export const slotRevisions = pgTable(
  'slot_revisions',
  {
    slotId: text('slot_id')
      .notNull()
      .references(() => slots.id, { onDelete: 'cascade' }),
    revision: integer('revision').notNull(),
    settings: jsonb('settings').notNull(),
    savedBy: text('saved_by').notNull(),
    savedAt: moment('saved_at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.slotId, table.revision] })],
)

export const templates = pgTable('templates', {
  id: uuid('id').primaryKey().defaultRandom(),
  sha256: text('sha256').notNull().unique(),
  label: text('label').notNull(),
  mime: text('mime').notNull(),
  bytes: bigint('bytes', { mode: 'number' }).notNull(),
  width: integer('width').notNull(),
  height: integer('height').notNull(),
  createdAt: moment('created_at').notNull().defaultNow(),
})

export const jobStatuses = ['pending', 'processing', 'done', 'failed', 'timeout', 'cancelled'] as const

export const jobs = pgTable(
  'jobs',
  {
    /** Random: it is the capability in public links. */
    id: uuid('id').primaryKey(),
    slotId: text('slot_id').notNull(),
    slotRevision: integer('slot_revision').notNull(),
    source: text('source', { enum: ['ingest', 'test_run', 'render', 'retry'] }).notNull(),
    status: text('status', { enum: jobStatuses }).notNull(),
    failureReason: text('failure_reason'),
    details: text('details'),
    clientAddress: text('client_address').notNull(),
    clientFields: jsonb('client_fields').$type<Record<string, string>>().notNull(),
    /** What the client calls `hash`: opaque, see docs/dslr-remote-pro.md. */
    clientHash: text('client_hash'),
    hashMatch: text('hash_match', { enum: ['sha1', 'sha256', 'md5', 'none'] }),
    inputKey: text('input_key').notNull(),
    inputMime: text('input_mime').notNull(),
    inputBytes: bigint('input_bytes', { mode: 'number' }).notNull(),
    inputSha256: text('input_sha256').notNull(),
    inputWidth: integer('input_width').notNull(),
    inputHeight: integer('input_height').notNull(),
    /** The photo stays as long as its picture does. */
    keepInput: boolean('keep_input').notNull().default(false),
    /** Of a job without a picture: so many hours after its end, so that it can be retried. Null is none. */
    keepInputHours: integer('keep_input_hours'),
    inputDeletedAt: moment('input_deleted_at'),
    resultKey: text('result_key'),
    resultMime: text('result_mime'),
    resultBytes: bigint('result_bytes', { mode: 'number' }),
    resultSha256: text('result_sha256'),
    resultWidth: integer('result_width'),
    resultHeight: integer('result_height'),
    resultDeletedAt: moment('result_deleted_at'),
    receivedAt: moment('received_at').notNull(),
    /** End of the window in which the waiting client must be answered. */
    deadlineAt: moment('deadline_at').notNull(),
    /** End of the work: the same, or later when the slot lets it go on behind a 504. */
    workUntilAt: moment('work_until_at').notNull(),
    startedAt: moment('started_at'),
    finishedAt: moment('finished_at'),
    /** End of the public link; never the window's. */
    expiresAt: moment('expires_at'),
    /** Rises with every claim; a write that carries an older one is refused. */
    epoch: integer('epoch').notNull().default(0),
    /** The node that works on it, and until when it is believed to be alive. */
    worker: text('worker'),
    leaseUntil: moment('lease_until'),
    priority: integer('priority').notNull().default(0),
    /** Its turn among the slots of its priority, see queue/admission.ts. */
    turn: integer('turn').notNull().default(0),
    /** Requests that wait for it; a node that was killed leaves its own behind. */
    waiters: integer('waiters').notNull().default(0),
    /** What the caller got instead of the picture, see onTimeout. */
    fallback: text('fallback', { enum: ['original', 'fallback'] }),
    /** The moment the whole answer had been sent to a caller. */
    deliveredAt: moment('delivered_at'),
    ledger: jsonb('ledger').$type<LedgerEntry[]>().notNull().default([]),
    /** What a test run tries instead of its slot's own; null for every other job. */
    settings: jsonb('settings').$type<unknown>(),
    /** Test runs of one photo that are compared with each other. */
    testRunId: uuid('test_run_id'),
    /** The job whose photo it works on once more; that one may be gone by now. */
    retryOf: uuid('retry_of'),
  },
  (table) => [
    index('jobs_of_test_run').on(table.testRunId).where(sql`test_run_id is not null`),
    index('jobs_in_flight').on(table.slotId).where(sql`status in ('pending', 'processing')`),
    index('jobs_window').on(table.deadlineAt).where(sql`status in ('pending', 'processing')`),
    index('jobs_expiring').on(table.expiresAt).where(sql`result_key is not null and result_deleted_at is null`),
    index('jobs_inputs').on(table.finishedAt).where(sql`finished_at is not null and input_deleted_at is null`),
    index('jobs_finished').on(table.finishedAt),
    // With all that most searches look at, so that they need not touch the rows.
    index('jobs_of_slot').on(table.slotId, table.receivedAt, table.id, table.status, table.source),
    uniqueIndex('jobs_twins')
      .on(table.slotId, table.inputSha256)
      .where(sql`status in ('pending', 'processing') and source = 'ingest'`),
    index('jobs_received').on(table.receivedAt, table.id),
    index('jobs_by_photo').on(table.slotId, table.inputSha256),
    index('jobs_unsuccessful').on(table.receivedAt, table.id).where(sql`status in ('failed', 'timeout', 'cancelled')`),
    index('jobs_other_sources').on(table.receivedAt, table.id).where(sql`source <> 'ingest'`),
  ],
)

/** An event played through before it happens, see queue/rehearsals. Its shots are test runs under its id. */
export const rehearsals = pgTable(
  'rehearsals',
  {
    id: uuid('id').primaryKey(),
    state: text('state', { enum: ['running', 'finished', 'stopped', 'broken'] }).notNull(),
    plan: jsonb('plan').$type<unknown>().notNull(),
    /** What a real one may spend. */
    maxCostMicros: bigint('max_cost_micros', { mode: 'number' }),
    startedBy: text('started_by').notNull(),
    startedAt: moment('started_at').notNull(),
    endedAt: moment('ended_at'),
    /** The node that plays it, and until when it is believed to be alive. */
    node: text('node').notNull(),
    leaseUntil: moment('lease_until').notNull(),
    stopRequestedBy: text('stop_requested_by'),
    /** Why it ended before its time. */
    endedBecause: text('ended_because'),
    progress: jsonb('progress').$type<unknown>(),
    /** Figures and verdict, once it has ended. */
    report: jsonb('report').$type<unknown>(),
    /** Nothing of its shots is left. */
    tidiedAt: moment('tidied_at'),
  },
  (table) => [
    uniqueIndex('rehearsals_one_at_a_time').on(table.state).where(sql`state = 'running'`),
    index('rehearsals_started_at').on(table.startedAt),
  ],
)

/** What strangers with its link see for a while: new results of some slots. */
export const galleries = pgTable(
  'galleries',
  {
    /** Random: it is the capability. */
    id: uuid('id').primaryKey(),
    title: text('title').notNull(),
    slotIds: jsonb('slot_ids').$type<string[]>().notNull(),
    /** Photos received before are not shown. */
    startedAt: moment('started_at').notNull(),
    endsAt: moment('ends_at').notNull(),
    stoppedAt: moment('stopped_at'),
    createdBy: text('created_by').notNull(),
  },
  (table) => [index('galleries_started_at').on(table.startedAt)],
)

/** What clients have written about their photos, to be found by any part of it, see queue/job-texts.ts. */
export const jobTexts = pgTable(
  'job_texts',
  {
    jobId: uuid('job_id')
      .primaryKey()
      .references(() => jobs.id, { onDelete: 'cascade' }),
    /** In small letters. */
    text: text('text').notNull(),
    grams: integer('grams').array().notNull(),
  },
  // Without a list of pending entries, which every search would have to read.
  (table) => [index('job_texts_grams').using('gin', table.grams).with({ fastupdate: false })],
)

/** What became of the photos of one slot in one hour or one day, see queue/figures.ts. Outlives the jobs. */
export const slotFigures = pgTable(
  'slot_figures',
  {
    /** 1 or 24. */
    hours: integer('hours').notNull(),
    startsAt: moment('starts_at').notNull(),
    slotId: text('slot_id').notNull(),
    figures: jsonb('figures').$type<Figures>().notNull(),
    /** What has happened since is not in it. */
    computedAt: moment('computed_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.hours, table.startsAt, table.slotId] }),
    index('slot_figures_computed_at').on(table.computedAt),
  ],
)

/** What a client named its request, so that it can be repeated: the same answer for 24 hours. */
export const idempotencyKeys = pgTable(
  'idempotency_keys',
  {
    slotId: text('slot_id').notNull(),
    key: text('key').notNull(),
    inputSha256: text('input_sha256').notNull(),
    jobId: uuid('job_id')
      .notNull()
      .references(() => jobs.id, { onDelete: 'cascade' }),
    expiresAt: moment('expires_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.slotId, table.key] }),
    index('idempotency_keys_expires_at').on(table.expiresAt),
    index('idempotency_keys_job').on(table.jobId),
  ],
)

/** Addresses under which a provider may fetch a photo or a template while a job lasts. */
export const temporaryLinks = pgTable(
  'temporary_links',
  {
    /** Random: it is the capability. */
    id: uuid('id').primaryKey().defaultRandom(),
    jobId: uuid('job_id')
      .notNull()
      .references(() => jobs.id, { onDelete: 'cascade' }),
    key: text('key').notNull(),
    mime: text('mime').notNull(),
    expiresAt: moment('expires_at').notNull(),
  },
  (table) => [index('temporary_links_expires_at').on(table.expiresAt), index('temporary_links_job').on(table.jobId)],
)

/** Photos that were refused after their password had been right: what an operator looks for when no picture came. */
export const refusals = pgTable(
  'refusals',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    at: moment('at').notNull(),
    slotId: text('slot_id').notNull(),
    failureReason: text('failure_reason').notNull(),
    details: text('details').notNull(),
    clientAddress: text('client_address').notNull(),
    requestId: text('request_id').notNull(),
  },
  (table) => [index('refusals_at').on(table.at)],
)

/** Proof that bytes are gone. Outlives its job, and holds nothing of the picture or the guest. */
export const deletionReceipts = pgTable(
  'deletion_receipts',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    jobId: uuid('job_id').notNull(),
    slotId: text('slot_id').notNull(),
    what: text('what', { enum: ['photo', 'result'] }).notNull(),
    sha256: text('sha256').notNull(),
    bytes: bigint('bytes', { mode: 'number' }).notNull(),
    /** When it had to go: the end of the job for a photo, of the public link for a result. */
    dueAt: moment('due_at').notNull(),
    deletedAt: moment('deleted_at').notNull(),
  },
  (table) => [
    uniqueIndex('deletion_receipts_once').on(table.jobId, table.what),
    index('deletion_receipts_deleted_at').on(table.deletedAt),
  ],
)

/** One call to one provider. Its row is written before the call, so that no call goes unrecorded. */
export const attempts = pgTable(
  'attempts',
  {
    jobId: uuid('job_id')
      .notNull()
      .references(() => jobs.id, { onDelete: 'cascade' }),
    epoch: integer('epoch').notNull(),
    number: integer('number').notNull(),
    provider: text('provider').notNull(),
    operation: text('operation').notNull(),
    model: text('model'),
    startedAt: moment('started_at').notNull(),
    worker: text('worker'),
    /** Null while it runs, and for ever when its node died. */
    milliseconds: integer('milliseconds'),
    /** `started`, then `done` or the failure's code; `lost` when its node died. */
    outcome: text('outcome').notNull(),
    /** Place of its link in the slot's chain, from 0. */
    linkAt: integer('link_index').notNull().default(0),
    /** Fetched what an earlier attempt had handed in. */
    isResumed: boolean('is_resumed').notNull().default(false),
    /** The account that pays, see providers/provider.ts; null for what is free. */
    keyLane: text('key_lane'),
    /** How the service failed, see providers/provider-failure.ts. */
    kind: text('kind'),
    httpStatus: integer('http_status'),
    /** What the service calls the call. */
    providerRequestId: text('provider_request_id'),
    billed: text('billed', { enum: ['yes', 'no', 'unknown'] }),
    /** Millionths of a US dollar; what the call may cost, until more is known. */
    costMicros: bigint('cost_micros', { mode: 'number' }),
    /** What its budgets hold for it; null once it is settled, and for what is free. */
    reservedMicros: bigint('reserved_micros', { mode: 'number' }),
    costBasis: text('cost_basis', { enum: ['usage', 'table'] }),
    priceDate: date('price_date', { mode: 'string' }),
    /** Work that was handed in, so that whoever takes over goes on with it. */
    remote: jsonb('remote').$type<RemoteWork>(),
  },
  (table) => [
    primaryKey({ columns: [table.jobId, table.epoch, table.number] }),
    index('attempts_running').on(table.keyLane).where(sql`outcome = 'started'`),
    index('attempts_abandoned')
      .on(table.jobId)
      .where(sql`remote is not null and not (remote ? 'given_up') and outcome in ('started', 'lost', 'cancelled')`),
  ],
)

/**
 * What all nodes know together of an account at a service (`gemini 1a2b3c4d`: its rate) and of a model there
 * (`gemini 1a2b3c4d model`: its circuit).
 */
export const providerLanes = pgTable('provider_lanes', {
  name: text('name').primaryKey(),
  /** Calls that may be made at once; fills up as time goes by. */
  tokens: doublePrecision('tokens'),
  tokensAt: moment('tokens_at'),
  /** Failures in a row. */
  failures: integer('failures').notNull().default(0),
  /** Times in a row that the circuit was opened: each lasts longer. */
  openings: integer('openings').notNull().default(0),
  /** No call before. Behind it, one call probes. */
  openUntil: moment('open_until'),
  /** Another call probes; until then nobody else does. */
  probeUntil: moment('probe_until'),
  reason: text('reason'),
  changedAt: moment('changed_at').notNull().defaultNow(),
})

/** Last days that services have named themselves, beside those of the catalogue. */
export const modelShutdowns = pgTable(
  'model_shutdowns',
  {
    provider: text('provider').notNull(),
    model: text('model').notNull(),
    shutdownOn: date('shutdown_on', { mode: 'string' }).notNull(),
    toldAt: moment('told_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.provider, table.model] })],
)

/** What was spent, by whom and when. Kept apart from the attempts, which go with their jobs. */
export const spending = pgTable(
  'spending',
  {
    /** `slot slot-001` or `provider gemini`. */
    scope: text('scope').notNull(),
    /** A day (2026-11-21) or a month (2026-11), in UTC. */
    period: text('period').notNull(),
    micros: bigint('micros', { mode: 'number' }).notNull().default(0),
    calls: integer('calls').notNull().default(0),
  },
  (table) => [primaryKey({ columns: [table.scope, table.period] })],
)

/** What an owner allows a service, where it differs from the catalogue. Null: as there, or without limit. */
export const providerLimits = pgTable('provider_limits', {
  provider: text('provider').primaryKey(),
  mostConcurrent: integer('most_concurrent'),
  mostPerMinute: integer('most_per_minute'),
  dailyBudgetMicros: bigint('daily_budget_micros', { mode: 'number' }),
  monthlyBudgetMicros: bigint('monthly_budget_micros', { mode: 'number' }),
  changedAt: moment('changed_at').notNull().defaultNow(),
})

export const cleanerRuns = pgTable(
  'cleaner_runs',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    startedAt: moment('started_at').notNull(),
    milliseconds: integer('milliseconds').notNull(),
    dryRun: boolean('dry_run').notNull(),
    /** Items per kind, see media/cleaning.ts. */
    removed: jsonb('removed').$type<Record<string, number>>().notNull(),
    bytes: bigint('bytes', { mode: 'number' }).notNull(),
    errors: jsonb('errors').$type<string[]>().notNull(),
  },
  (table) => [index('cleaner_runs_started_at').on(table.startedAt)],
)

/** Addresses of others that are told what happens, see docs/webhooks.md. */
export const webhookEndpoints = pgTable('webhook_endpoints', {
  id: uuid('id').primaryKey().defaultRandom(),
  url: text('url').notNull(),
  label: text('label').notNull(),
  events: text('events').array().notNull(),
  enabled: boolean('enabled').notNull().default(true),
  /** Why the gateway itself has switched it off. */
  disabledBecause: text('disabled_because'),
  /** Sealed, see seal.ts. */
  secret: text('secret').notNull(),
  /** The one before goes on signing until then. */
  previousSecret: text('previous_secret'),
  previousSecretUntil: moment('previous_secret_until'),
  createdAt: moment('created_at').notNull().defaultNow(),
  changedAt: moment('changed_at').notNull().defaultNow(),
})

/** The outbox: one event for one endpoint. Written in the transaction of what it tells. */
export const webhookDeliveries = pgTable(
  'webhook_deliveries',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    endpointId: uuid('endpoint_id')
      .notNull()
      .references(() => webhookEndpoints.id, { onDelete: 'cascade' }),
    type: text('type').notNull(),
    data: jsonb('data').$type<Record<string, unknown>>().notNull(),
    happenedAt: moment('happened_at').notNull(),
    status: text('status', { enum: ['pending', 'delivered', 'failed'] })
      .notNull()
      .default('pending'),
    /** Tries, also those of whose end nobody has heard. Rises with every claim; an older one writes nothing. */
    attempts: integer('attempts').notNull().default(0),
    /** Tries since it was last put in line: its place in the schedule. */
    step: integer('step').notNull().default(0),
    /** Not before; while it is being sent, the end of the sender's lease. */
    nextAt: moment('next_at').notNull(),
    lastAttemptAt: moment('last_attempt_at'),
    lastMilliseconds: integer('last_milliseconds'),
    httpStatus: integer('http_status'),
    error: text('error'),
    deliveredAt: moment('delivered_at'),
  },
  (table) => [
    index('webhook_deliveries_due').on(table.endpointId, table.nextAt).where(sql`status = 'pending'`),
    index('webhook_deliveries_listed').on(table.endpointId, table.happenedAt, table.id),
    index('webhook_deliveries_happened_at').on(table.happenedAt),
  ],
)

/** What webhooks have been told once and must not be told again while it lasts. */
export const webhookAlarms = pgTable('webhook_alarms', {
  /** As in `slot.degraded slot-001` or `budget.near provider gemini 2026-11 50000000`. */
  name: text('name').primaryKey(),
  raisedAt: moment('raised_at').notNull(),
})

/** The last requests of each slot as they came, without what is secret and without the photo, see ingest/doctor. */
export const slotRequests = pgTable(
  'slot_requests',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    slotId: text('slot_id').notNull(),
    at: moment('at').notNull(),
    record: jsonb('record').notNull(),
  },
  (table) => [index('slot_requests_of_slot').on(table.slotId, table.id), index('slot_requests_at').on(table.at)],
)
