import type { Database } from '../database.ts'
import { and, desc, gte, inArray, lt, type SQL, sql } from '../drizzle.ts'
import { attempts, jobs, jobTexts } from '../schema.ts'
import type { JobStatus } from './job.ts'
import { dayOf, foldText, gramsOfDay, searchedGrams } from './job-texts.ts'
import type { Job } from './jobs.ts'

/** Where in the list, newest first, somebody stopped reading. */
export interface Position {
  receivedAt: Date
  id: string
}

/** What a job must be to be listed; what is left out may be anything. */
export interface JobFilters {
  slots?: readonly string[] | undefined
  statuses?: readonly JobStatus[] | undefined
  reasons?: readonly string[] | undefined
  /** One that was called for it, first choice or not. */
  provider?: string | undefined
  sources?: readonly Job['source'][] | undefined
  /** Received at or after, and before. */
  from?: Date | undefined
  until?: Date | undefined
  /** Part of what the client has written, in whatever letters. */
  text?: string | undefined
}

export interface JobPage {
  jobs: Job[]
  /** Where the next page goes on; null at the end. A page that has fewer jobs than asked for need not be the last. */
  next: Position | null
}

interface Dependencies {
  database: Database
  /**
   * So many rows are looked at for one page. Where an index leads straight to the jobs that is never felt; where it does
   * not, the page comes short and says where to go on, instead of late.
   */
  mostLookedAt?: number
}

interface DayRange {
  first: number
  last: number
}

/** For a text that many have written the newest jobs fill the page, and the index of texts would only name too many. */
const firstShare = 0.1
/** Of what is seldom, few questions must do for a year; of what is not, the first day fills the page. */
const dayGrowth = 4

const unsuccessful: readonly JobStatus[] = ['failed', 'timeout', 'cancelled']
const inFlightStatuses: readonly JobStatus[] = ['pending', 'processing']
const newestFirst = sql`order by received_at desc, id desc`

/** Lists of jobs, newest first, page by page, however many there are. */
export function createJobList({ database, mostLookedAt = 5000 }: Dependencies) {
  async function list(filters: JobFilters, { after, limit }: { after?: Position | undefined; limit: number }) {
    const found = await (filters.text === undefined
      ? scan(filters, after, limit + 1, mostLookedAt)
      : findText(filters, filters.text, after, limit + 1))
    const shown = found.positions.slice(0, limit)
    const next = found.positions.length > limit ? (shown.at(-1) ?? null) : (found.end ?? null)
    return { jobs: await load(shown), next }
  }

  /** Along an index in the order of the list; what the index does not know is looked up row by row. */
  async function scan(filters: JobFilters, after: Position | undefined, count: number, budget: number) {
    const { guided, looked } = conditionsOf(filters)
    const ofSlot = filters.slots && sql`${jobs.slotId} = wanted.slot`
    const each = Math.max(count, Math.floor(budget / (filters.slots?.length ?? 1)))
    const seen = (columns: SQL, page: SQL) => sql`
      select ${columns} from ${jobs} where ${and(sql`true`, ofSlot, ...guided, isAfter(after))} ${newestFirst} ${page}`
    const columns = sql`id, slot_id, received_at, status, failure_reason, source`
    const { rows } = await database.execute<{ id: string; received_at: string }>(sql`
      select found.id, found.received_at from ${wantedSlots(filters)} cross join lateral (
        select id, received_at from (${seen(columns, sql`limit ${each}`)}) as jobs
        where ${and(sql`true`, ...looked)} ${newestFirst} limit ${count}
      ) as found order by found.received_at desc, found.id desc limit ${count}`)
    const positions = rows.map(toPosition)
    if (looked.length === 0) return { positions }
    const ends = await database.execute<{ id: string; received_at: string }>(sql`
      select last.id, last.received_at from ${wantedSlots(filters)} cross join lateral (
        ${seen(sql`id, received_at`, sql`limit 1 offset ${each - 1}`)}
      ) as last order by last.received_at desc, last.id desc limit 1`)
    const end = ends.rows[0] && toPosition(ends.rows[0])
    // Beyond the first slot that was not seen to its end, others may have jobs that belong before it.
    return { positions: end ? positions.filter((position) => !isOlder(position, end)) : positions, end }
  }

  /** The newest jobs one by one; then, unless they fill the page, by an index that names those of a day. */
  async function findText(filters: JobFilters, text: string, after: Position | undefined, count: number) {
    const newest = await scan(filters, after, count, mostLookedAt * firstShare)
    if (newest.positions.length >= count || !newest.end) return newest
    const positions = newest.positions
    const [oldest] = await database.select({ receivedAt: jobs.receivedAt }).from(jobs).orderBy(jobs.receivedAt).limit(1)
    const first = dayOf(new Date(Math.max(filters.from?.getTime() ?? 0, oldest?.receivedAt.getTime() ?? 0)))
    let days = 1
    for (let last = dayOf(newest.end.receivedAt); last >= first && positions.length < count; last -= days / dayGrowth) {
      const range = { first: Math.max(first, last - days + 1), last }
      positions.push(...(await findInDays(filters, text, range, newest.end, count - positions.length)))
      days *= dayGrowth
    }
    return { positions }
  }

  async function findInDays(
    filters: JobFilters,
    text: string,
    { first, last }: DayRange,
    after: Position,
    count: number,
  ) {
    const { guided, looked } = conditionsOf({ ...filters, text: undefined })
    const ofSlots = filters.slots && inArray(jobs.slotId, [...filters.slots])
    const start = sql`timestamptz 'epoch' + day * interval '24 hours'`
    const ofDay = sql`${jobs.receivedAt} >= ${start} and ${jobs.receivedAt} < ${start} + interval '24 hours'`
    // Step by step, or the planner may find it cheaper to walk through all jobs of each day.
    const { rows } = await database.execute<{ id: string; received_at: string }>(sql`
      select found.id, found.received_at from generate_series(${last}::int, ${first}::int, -1) as day cross join lateral (
        with named as materialized (${namesOf(text)})
        select id, received_at from named cross join lateral (
          select id, received_at from ${jobs}
          where id = named.job_id and ${and(ofDay, ofSlots, ...guided, ...looked, isAfter(after))} offset 0
        ) as meant ${newestFirst} limit ${count}
      ) as found order by found.received_at desc, found.id desc limit ${count}`)
    return rows.map(toPosition)
  }

  async function load(positions: readonly Position[]): Promise<Job[]> {
    if (positions.length === 0) return []
    const ids = positions.map(({ id }) => id)
    return database.select().from(jobs).where(inArray(jobs.id, ids)).orderBy(desc(jobs.receivedAt), desc(jobs.id))
  }

  return { list }
}

export type JobList = ReturnType<typeof createJobList>

const toPosition = ({ id, received_at }: { id: string; received_at: string }): Position => ({
  id,
  receivedAt: new Date(received_at),
})

const isOlder = (one: Position, other: Position) =>
  one.receivedAt < other.receivedAt || (one.receivedAt.getTime() === other.receivedAt.getTime() && one.id < other.id)

const isAfter = (after: Position | undefined) =>
  after && sql`(${jobs.receivedAt}, ${jobs.id}) < (${after.receivedAt.toISOString()}::timestamptz, ${after.id}::uuid)`

/** Each slot is walked through on its own: only so are its jobs in order. */
const wantedSlots = ({ slots }: JobFilters) =>
  slots ? sql`unnest(${sql.param([...slots])}::text[]) as wanted(slot)` : sql`(select null) as wanted(slot)`

/** Jobs of the day that begins then whose text has the term. */
function namesOf(text: string): SQL {
  const term = foldText(text)
  return sql`select ${jobTexts.jobId} as job_id from ${jobTexts}
    where ${jobTexts.grams} @> ${gramsOfDay(sql.param(searchedGrams(term)), sql`day`)} and position(${term} in ${jobTexts.text}) > 0`
}

/** Few jobs are meant: said in the words of their partial index, or it is not recognised. */
function guideOf({ statuses, reasons, sources }: JobFilters): SQL | undefined {
  const isAmong = (known: readonly JobStatus[]) => statuses?.every((status) => known.includes(status)) ?? false
  if (sources && !sources.includes('ingest')) return sql`source <> 'ingest'`
  if (isAmong(unsuccessful) || reasons) return sql`status in ('failed', 'timeout', 'cancelled')`
  return isAmong(inFlightStatuses) ? sql`status in ('pending', 'processing')` : undefined
}

/** `guided`: an index leads to them, or they bound it. `looked`: every row must be looked at. */
function conditionsOf(filters: JobFilters): { guided: (SQL | undefined)[]; looked: SQL[] } {
  const { slots, statuses, reasons, provider, sources, from, until, text } = filters
  const guided = [
    from && gte(jobs.receivedAt, from),
    until && lt(jobs.receivedAt, until),
    slots ? undefined : guideOf(filters),
  ]
  const looked: (SQL | undefined)[] = [
    statuses && inArray(jobs.status, [...statuses]),
    reasons && inArray(jobs.failureReason, [...reasons]),
    sources && inArray(jobs.source, [...sources]),
    // As a value, not as a condition: the planner would join all attempts of all jobs first.
    provider === undefined
      ? undefined
      : sql`(select true from ${attempts} where ${attempts.jobId} = ${jobs.id} and ${attempts.provider} = ${provider} limit 1)`,
    text === undefined
      ? undefined
      : sql`(select position(${foldText(text)} in ${jobTexts.text}) > 0 from ${jobTexts} where ${jobTexts.jobId} = ${jobs.id})`,
  ]
  return { guided, looked: looked.filter((condition) => condition !== undefined) }
}
