import type { Database } from '../database.ts'
import { inArray, sql } from '../drizzle.ts'
import { attempts } from '../schema.ts'
import type { Job } from './jobs.ts'
import type { JobFilters, JobList, JobPage } from './list-jobs.ts'
import { listJob } from './shown-job.ts'

interface Dependencies {
  database: Database
  jobList: JobList
}

type Cell = string | number | boolean | null

/** What the calls of a job were. */
interface Calls {
  providers: string
  attempts: number
  cost_usd: number | null
}

const pageSize = 500
/** Small, so that the answer begins at once. */
const firstPageSize = 100
const lineEnd = '\r\n'

/** What a spreadsheet would take for a formula or a command, also behind what it skips. */
const active = /^[\s\0]*[=+\-@]|^[\t\r\n]/

/** One cell as RFC 4180 has it. Clients and guests write some of them: none of it may run in somebody's spreadsheet. */
export function writeCell(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell !== 'string') return String(cell)
  const text = active.test(cell) ? `'${cell}` : cell
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

const writeLine = (cells: readonly Cell[]) => cells.map(writeCell).join(',') + lineEnd

/** Jobs as a table for a spreadsheet, a page in memory at a time. */
export function createJobsCsv({ database, jobList }: Dependencies) {
  async function findCalls(ids: string[]): Promise<Map<string, Calls>> {
    const rows = await database
      .select({
        jobId: attempts.jobId,
        providers: sql<string>`string_agg(distinct ${attempts.provider}, ' ')`,
        attempts: sql<number>`count(*)::int`,
        micros: sql<number | null>`sum(${attempts.costMicros})::float8`,
      })
      .from(attempts)
      .where(inArray(attempts.jobId, ids))
      .groupBy(attempts.jobId)
    return new Map(
      rows.map(({ jobId, micros, ...calls }) => [
        jobId,
        { ...calls, cost_usd: micros === null ? null : micros / 1_000_000 },
      ]),
    )
  }

  async function writePage({ jobs }: JobPage): Promise<string> {
    if (jobs.length === 0) return ''
    const calls = await findCalls(jobs.map(({ id }) => id))
    const rows = jobs.map((job) => rowOf(job, calls.get(job.id)))
    return rows.map((row) => writeLine(columns.map((column) => row[column] ?? null))).join('')
  }

  async function* writeRest(filters: JobFilters, first: JobPage, firstText: string): AsyncGenerator<string> {
    yield writeLine(columns) + firstText
    for (let { next } = first; next; ) {
      const page = await jobList.list(filters, { after: next, limit: pageSize })
      const text = await writePage(page)
      if (text) yield text
      next = page.next
    }
  }

  /** Resolves when the first page is there: until then whatever fails can still be told. */
  return async function writeJobs(filters: JobFilters): Promise<AsyncGenerator<string>> {
    const first = await jobList.list(filters, { limit: firstPageSize })
    return writeRest(filters, first, await writePage(first))
  }
}

export type JobsCsv = ReturnType<typeof createJobsCsv>

const columns = [
  ...['job_id', 'slot', 'slot_revision', 'source', 'status', 'failure_reason', 'late', 'fallback'],
  ...['received_at', 'deadline_at', 'finished_at', 'expires_at', 'retry_of', 'details', 'providers', 'attempts'],
  ...['cost_usd', 'input_bytes', 'result_bytes', 'client_address', 'client_fields'],
]

function rowOf(job: Job, calls: Calls = { providers: '', attempts: 0, cost_usd: null }): Record<string, Cell> {
  const { picture: _, ...listed } = listJob(job)
  return {
    ...listed,
    details: job.details,
    ...calls,
    input_bytes: job.inputBytes,
    result_bytes: job.resultBytes,
    client_address: job.clientAddress,
    client_fields: JSON.stringify(job.clientFields),
  }
}
