interface Received {
  job_id: string
  received_at: string | null
}

/** The order of lists of photos, the same as the gateway's. */
export const newestFirst = (one: Received, other: Received) =>
  (other.received_at ?? '').localeCompare(one.received_at ?? '') || other.job_id.localeCompare(one.job_id)
