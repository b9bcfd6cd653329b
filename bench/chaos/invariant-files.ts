import type { Evidence, JobRow } from './evidence.ts'
import type { Invariant } from './invariant.ts'

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/

/** I5: after one cleaning every file has its row and every row its file. */
export const filesMatchRows: Invariant = ({ jobs, files }) => {
  const rows = new Map(jobs.map((job) => [job.id, job]))
  const broken = [
    ...[...files].flatMap(([key, sha256]) => complaintAboutFile(key, sha256, rows) ?? []),
    ...jobs.flatMap((job) => complaintAboutRow(job, files) ?? []),
  ]
  return {
    name: 'I5',
    promise: 'no orphans after one cleaning',
    checked: files.size + jobs.length,
    broken,
    note: `${files.size} files, ${jobs.length} rows`,
  }
}

function complaintAboutFile(key: string, sha256: string, rows: Map<string, JobRow>): string | undefined {
  if (key === '.photochanger-store') return undefined
  if (key.startsWith('.partial/')) return `${key} was left half written`
  const row = rows.get(uuid.exec(key)?.[0] ?? '')
  if (!row) return `${key} has no row`
  if (key.startsWith('inputs/')) return `${key} is there, its job is ${row.status}`
  if (key.startsWith('previews/')) return row.result_deleted_at ? `${key} is there, its result is gone` : undefined
  if (row.result_key !== key) return `${key} is there, its job (${row.status}) answers for ${row.result_key}`
  return row.result_sha256 === sha256 ? undefined : `${key} has other bytes than its row says`
}

function complaintAboutRow(job: JobRow, files: Evidence['files']): string | undefined {
  if (!job.input_deleted_at) return `job ${job.id} (${job.status}) says that its photo is still there`
  if (job.status !== 'done') return undefined
  if (job.result_deleted_at && !job.is_expired) return `the result of job ${job.id} was given up for lost`
  return files.has(job.result_key ?? '') || job.is_expired ? undefined : `the result of job ${job.id} has no file`
}
