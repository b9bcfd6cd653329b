import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import type { DatabaseServer } from './database-server.ts'
import type { EventLoopWatch } from './event-loop-lag.ts'
import type { Shot } from './shots.ts'
import type { StrictProvider } from './strict-provider.ts'

export interface JobRow {
  id: string
  photo: string
  slot_id: string
  status: string
  failure_reason: string | null
  epoch: number
  worker: string | null
  input_deleted_at: string | null
  result_key: string | null
  result_sha256: string | null
  result_deleted_at: string | null
  is_expired: boolean
}

export interface AttemptRow {
  job_id: string
  photo: string
  epoch: number
  number: number
  outcome: string
}

/** What clients, provider, rows, files and links say; the invariants compare them. */
export interface Evidence {
  shots: readonly Shot[]
  jobs: JobRow[]
  attempts: AttemptRow[]
  /** Messages of photos that are not settled, by state. */
  messages: { state: string; count: number }[]
  provider: Pick<StrictProvider, 'calls' | 'countOf' | 'complaints'>
  /** SHA-256 by key, of everything below the files folder. */
  files: Map<string, string>
  /** SHA-256 of what the public link of a job gave. */
  links: Map<string, string>
  eventLoop: Pick<EventLoopWatch, 'longest' | 'before'>
}

/** By way of JSON: a column that a later migration takes away must not take these questions along. */
export async function readRows(database: Pick<DatabaseServer, 'query'>) {
  const jobs = await database.query<{ row: JobRow }>(
    `select to_jsonb(jobs) || jsonb_build_object(
       'photo', coalesce(client_fields->>'photo_id', '?'), 'is_expired', coalesce(expires_at <= now(), false)) as row
     from jobs order by received_at, id`,
  )
  const attempts = await database.query<{ row: AttemptRow }>(
    `select to_jsonb(attempts) || jsonb_build_object('photo', coalesce(client_fields->>'photo_id', '?')) as row
     from attempts join jobs on jobs.id = attempts.job_id order by job_id, attempts.epoch, number`,
  )
  return { jobs: jobs.map(({ row }) => row), attempts: attempts.map(({ row }) => row) }
}

export async function readMessages(database: Pick<DatabaseServer, 'query'>): Promise<Evidence['messages']> {
  return database.query(
    `select state::text, count(*)::int from pgboss.job
     where name = 'photos' and state in ('created', 'retry', 'active') group by state`,
  )
}

/** Hashes by key; keys are paths below the folder. */
export async function readFiles(folder: string): Promise<Evidence['files']> {
  const files: Evidence['files'] = new Map()
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const file = path.join(entry.parentPath, entry.name)
    const hash = createHash('sha256').update(await readFile(file))
    files.set(path.relative(folder, file), hash.digest('hex'))
  }
  return files
}

/** What a guest would get; `status …` where it is no picture. */
export async function readLinks(shots: readonly Shot[], apiUrl: string): Promise<Evidence['links']> {
  const links: Evidence['links'] = new Map()
  for (const { answer } of shots) {
    if (answer?.status !== 200 || !answer.jobId) continue
    const reply = await fetch(`${apiUrl}/public/results/${answer.jobId}`)
    const bytes = Buffer.from(await reply.arrayBuffer())
    links.set(answer.jobId, reply.ok ? createHash('sha256').update(bytes).digest('hex') : `status ${reply.status}`)
  }
  return links
}
