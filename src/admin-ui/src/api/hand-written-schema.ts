/** Stands in for the schema that is generated from the OpenAPI document, in its shape. To be deleted when that is here. */

interface Operation<Body, Parameters = unknown, Request = never> {
  parameters: Parameters
  requestBody?: [Request] extends [never] ? never : { content: { 'application/json': Request } }
  responses: { 200: { content: { 'application/json': Body } } }
}

interface None {
  get?: never
  put?: never
  post?: never
  delete?: never
  patch?: never
  options?: never
  head?: never
  trace?: never
  parameters: Record<never, never>
}

type Methods<Has extends object> = Omit<None, keyof Has> & Has

type Role = 'viewer' | 'operator' | 'admin'

interface Account {
  email: string
  role: Role
  must_change_password: boolean
  expires_at: string
}

interface Slot {
  id: string
  revision: number
  saved_by: string
  saved_at: string
  settings: {
    name: string
    enabled: boolean
    openFrom: string | null
    openUntil: string | null
    access: 'password' | 'open'
    chain: { provider: string; operation: string; settings: Record<string, unknown> }[]
    responseMode: 'sync' | 'async'
    syncSeconds: number | null
    dailyBudgetUsd: number | null
  }
  problem: string | null
  hints: string[]
  has_password: boolean
  ingest_path: string
}

type JobStatus = 'pending' | 'processing' | 'done' | 'failed' | 'timeout' | 'cancelled'

interface Job {
  job_id: string
  slot: string
  source: string
  status: JobStatus
  failure_reason: string | null
  late: boolean
  fallback: string | null
  received_at: string | null
  finished_at: string | null
  expires_at: string | null
}

interface Figures {
  jobs: number
  in_flight: number
  done: number
  failed: number
  timeout: number
  cancelled: number
  fallback: number
  late: number
  refused: number
  success_rate: number | null
  cost_usd: number
  provider_ms: { p50: number | null; p95: number | null }
}

interface Statistics {
  from: string
  until: string
  whole: Figures
  slots: (Figures & { slot: string })[]
}

interface ProviderStatus {
  providers: {
    name: string
    is_local: boolean
    is_set_up: boolean
    limits: { daily_budget_usd: number | null; monthly_budget_usd: number | null }
    spent: { today_usd: number; month_usd: number }
    circuits: { model: string; is_open: boolean; open_until: string | null; reason: string | null }[]
  }[]
  ending: { provider: string; model: string; days_left: number; replaced_by: string | null; slots: string[] }[]
}

interface Settings {
  sync_seconds: number
  retention_hours: number
  ingest_password: {
    configured: boolean
    source: 'person' | 'environment' | 'generated' | null
    updated_at: string | null
  }
}

interface TestRun {
  test_run_id: string
  slot: string
  job_id: string
  status: JobStatus
  failure_reason?: string | null
  details?: string | null
  milliseconds: number | null
}

export interface paths {
  '/api/login': Methods<{ post: Operation<Account, unknown, { email: string; password: string }> }>
  '/api/logout': Methods<{ post: Operation<null> }>
  '/api/me': Methods<{ get: Operation<Account> }>
  '/api/me/password': Methods<{ put: Operation<null, unknown, { current_password: string; new_password: string }> }>
  '/api/slots': Methods<{ get: Operation<Slot[]> }>
  '/api/jobs': Methods<{
    get: Operation<
      { jobs: Job[]; next: string | null },
      { query?: { slot?: string; status?: JobStatus; limit?: number } }
    >
  }>
  '/api/statistics': Methods<{
    get: Operation<Statistics, { query?: { window?: '1h' | '24h' | '72h'; days?: number } }>
  }>
  '/api/providers/status': Methods<{ get: Operation<ProviderStatus> }>
  '/api/settings': Methods<{
    get: Operation<Settings>
    put: Operation<Settings, unknown, { sync_seconds?: number; retention_hours?: number; ingest_password?: string }>
  }>
  '/api/slots/{slotId}/test-run': Methods<{
    post: {
      parameters: { path: { slotId: string }; header?: { prefer?: string } }
      requestBody: { content: { 'multipart/form-data': FormData } }
      responses: { 200: { content: { 'application/json': TestRun } } }
    }
  }>
}
