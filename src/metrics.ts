import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

const windowBuckets = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 40, 48, 60]
const overheadBuckets = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

interface Attempted {
  link: { provider: string; operation: string }
  facts: { model?: string }
  outcome: string
  kind: string | null
  milliseconds: number
  cost: { usd: number } | null
}

/** What the gateway counts. Counters only rise; own overhead is kept apart from the time of the providers. */
export function createMetrics() {
  const registers = [new Registry()]
  const [registry = new Registry()] = registers
  collectDefaultMetrics({ register: registry })

  const requests = new Counter({
    name: 'photochanger_http_requests_total',
    help: 'Answers, by route, method, status and failure reason.',
    labelNames: ['route', 'method', 'status', 'failure_reason'],
    registers,
  })
  const requestSeconds = new Histogram({
    name: 'photochanger_http_request_seconds',
    help: 'From the head of a request to the end of its answer.',
    labelNames: ['route'],
    buckets: windowBuckets,
    registers,
  })
  const photoSeconds = new Histogram({
    name: 'photochanger_photo_seconds',
    help: 'From the head of a photo request to the end of its answer, by slot and status.',
    labelNames: ['slot', 'status'],
    buckets: windowBuckets,
    registers,
  })
  const overheadSeconds = new Histogram({
    name: 'photochanger_photo_overhead_seconds',
    help: 'The same without the time of the providers: what the gateway itself costs.',
    labelNames: ['slot'],
    buckets: overheadBuckets,
    registers,
  })
  const providerSeconds = new Histogram({
    name: 'photochanger_provider_attempt_seconds',
    help: 'One attempt at one provider, by outcome.',
    labelNames: ['provider', 'operation', 'outcome'],
    buckets: windowBuckets,
    registers,
  })
  const cleanerRuns = new Counter({
    name: 'photochanger_cleaner_runs_total',
    help: 'Cleaning runs, by whether they met errors.',
    labelNames: ['outcome'],
    registers,
  })
  const cleanedObjects = new Counter({
    name: 'photochanger_cleaner_removed_total',
    help: 'Things that cleaning removed, by kind.',
    labelNames: ['kind'],
    registers,
  })

  const failures = new Counter({
    name: 'photochanger_provider_failures_total',
    help: 'Calls to services that failed, by how.',
    labelNames: ['provider', 'model', 'kind'],
    registers,
  })
  const costs = new Counter({
    name: 'photochanger_provider_cost_usd_total',
    help: 'What calls to services cost, in US dollars; by the list price where they do not say what they used.',
    labelNames: ['provider', 'model', 'slot'],
    registers,
  })
  const takenOver = new Counter({
    name: 'photochanger_jobs_taken_over_total',
    help: 'Photos that this node took from a worker that was not heard of.',
    registers,
  })
  const duplicates = new Counter({
    name: 'photochanger_duplicates_total',
    help: 'Photos that joined a job that was there already, or got its answer again.',
    registers,
  })
  const fallbacks = new Counter({
    name: 'photochanger_fallbacks_total',
    help: 'Photos answered with something else at the end of their window, by what it was.',
    labelNames: ['kind'],
    registers,
  })
  const late = new Counter({
    name: 'photochanger_late_results_total',
    help: 'Pictures that came after their window and are under their link.',
    labelNames: ['slot'],
    registers,
  })

  const webhookTries = new Counter({
    name: 'photochanger_webhook_tries_total',
    help: 'Tries to tell an endpoint of an event, by what came of them.',
    labelNames: ['type', 'outcome'],
    registers,
  })

  /** A number that is looked up when somebody asks. */
  function observe(name: string, help: string, look: () => Promise<number> | number | undefined): void {
    new Gauge({
      name,
      help,
      registers,
      async collect() {
        // A number that nobody knows right now must not take the others with it.
        try {
          const value = await look()
          if (value === undefined) this.remove()
          else this.set(value)
        } catch {
          this.remove()
        }
      },
    })
  }

  /** The same for each value of a label. */
  function observeEach(name: string, help: string, label: string, look: () => Promise<Record<string, number>>): void {
    new Gauge({
      name,
      help,
      labelNames: [label],
      registers,
      async collect() {
        const counts = await look().catch(() => ({}))
        this.reset()
        for (const [value, count] of Object.entries(counts)) this.set({ [label]: value }, count)
      },
    })
  }

  const remainingOf = new Map<string, () => number | undefined>()
  new Gauge({
    name: 'photochanger_provider_remaining_calls',
    help: 'Calls that are left in the tariff, as far as the service has told.',
    labelNames: ['provider'],
    registers,
    collect() {
      for (const [provider, look] of remainingOf) {
        const count = look()
        if (count !== undefined) this.set({ provider }, count)
      }
    },
  })
  return {
    registry,
    observe,
    observeEach,
    observeRemaining: (provider: string, look: () => number | undefined) => void remainingOf.set(provider, look),
    answered(answer: { route: string; method: string; status: number; seconds: number; failure: string | null }): void {
      const { route, method, status, seconds, failure } = answer
      requests.inc({ route, method, status, failure_reason: failure ?? '' })
      requestSeconds.observe({ route }, seconds)
    },
    photoAnswered(photo: { slot: string; status: number; seconds: number; providerSeconds: number }): void {
      const { slot, status, seconds } = photo
      photoSeconds.observe({ slot, status }, seconds)
      overheadSeconds.observe({ slot }, Math.max(0, seconds - photo.providerSeconds))
    },
    attempted(job: { slotId: string; source: string }, attempt: Attempted): void {
      const { link, facts, outcome, kind, milliseconds, cost } = attempt
      const { provider, operation } = link
      // A trial says nothing of how guests are served; its money is spent all the same.
      if (job.source !== 'test_run') {
        providerSeconds.observe({ provider, operation, outcome }, milliseconds / 1000)
        if (kind) failures.inc({ provider, model: facts.model ?? '', kind })
      }
      if (cost) costs.inc({ provider, model: facts.model ?? '', slot: job.slotId }, cost.usd)
    },
    takenOver: (count: number) => takenOver.inc(count),
    duplicate: () => duplicates.inc(),
    fellBack: (kind: string) => fallbacks.inc({ kind }),
    late: (job: { slotId: string }) => late.inc({ slot: job.slotId }),
    webhookSent: (sent: { type: string; outcome: string }) => webhookTries.inc(sent),
    cleaned(run: { removed: Record<string, number>; errors: readonly string[] }): void {
      cleanerRuns.inc({ outcome: run.errors.length > 0 ? 'errors' : 'clean' })
      for (const [kind, count] of Object.entries(run.removed)) cleanedObjects.inc({ kind }, count)
    },
  }
}

export type Metrics = ReturnType<typeof createMetrics>
