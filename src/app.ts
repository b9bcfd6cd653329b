import { randomUUID } from 'node:crypto'
import cookie from '@fastify/cookie'
import swagger from '@fastify/swagger'
import type { PgBoss } from 'pg-boss'
import { accountRoutes } from './accounts/account-routes.ts'
import { createApiTokens } from './accounts/api-tokens.ts'
import { auditRoutes } from './accounts/audit-routes.ts'
import { createFailureThrottle } from './accounts/failure-throttle.ts'
import { createGuard, sessionCookie } from './accounts/guard.ts'
import { meRoutes } from './accounts/me-routes.ts'
import { createPasswordVerifier } from './accounts/passwords.ts'
import { createPeople } from './accounts/people.ts'
import { peopleRoutes } from './accounts/people-routes.ts'
import { providerKeyRoutes } from './accounts/provider-key-routes.ts'
import type { ProviderKeys } from './accounts/provider-keys.ts'
import { createRoster } from './accounts/roster.ts'
import { createSessions } from './accounts/sessions.ts'
import { settingsRoutes } from './accounts/settings-routes.ts'
import { tokenRoutes } from './accounts/token-routes.ts'
import { createAddressCheck } from './address-check.ts'
import type { Clock } from './clock.ts'
import type { Config } from './config.ts'
import type { Database } from './database.ts'
import { createDeadline, type Deadline } from './deadline.ts'
import { sql } from './drizzle.ts'
import { healthRoutes } from './health-routes.ts'
import { createHttpServer } from './http-server.ts'
import { createPhotoAcceptance } from './ingest/accept-photo.ts'
import { createHeadAdmission } from './ingest/admit-head.ts'
import { doctorRoutes } from './ingest/doctor/doctor-routes.ts'
import { createSlotDoctor } from './ingest/doctor/slot-doctor.ts'
import { createWindowEnd } from './ingest/end-window.ts'
import { ingestRoutes } from './ingest/ingest-routes.ts'
import { jobRoutes } from './ingest/job-routes.ts'
import { createUploadReceiver } from './ingest/receive-upload.ts'
import { refusalRoutes } from './ingest/refusal-routes.ts'
import { createRefusals } from './ingest/refusals.ts'
import { createRescuer } from './ingest/rescue.ts'
import { createTakeIn } from './ingest/take-in.ts'
import { createTestRun } from './ingest/test-run.ts'
import { testRunRoutes } from './ingest/test-run-routes.ts'
import { createLinks } from './links.ts'
import type { Logger } from './log.ts'
import { createCleaner } from './media/cleaning.ts'
import { createDeletions } from './media/deletions.ts'
import { createGalleries } from './media/galleries.ts'
import { galleryAdminRoutes } from './media/gallery-admin-routes.ts'
import { galleryRoutes } from './media/gallery-routes.ts'
import type { GuardedFetch } from './media/guarded-fetch.ts'
import { inspectImage } from './media/inspect-image.ts'
import { createKeptPhotos } from './media/kept-photo.ts'
import { createLender } from './media/lending.ts'
import { photoRoutes } from './media/photo-routes.ts'
import { printRoutes } from './media/print-routes.ts'
import { createPublication } from './media/publication.ts'
import { publicationRoutes } from './media/publication-routes.ts'
import { createResultsZip } from './media/results-zip.ts'
import { createScratch } from './media/scratch.ts'
import { signedFileRoutes } from './media/signed-file-routes.ts'
import type { Store } from './media/store.ts'
import { temporaryLinkRoutes } from './media/temporary-link-routes.ts'
import { createTemporaryLinks } from './media/temporary-links.ts'
import { createMetrics } from './metrics.ts'
import { createDocumentOptions } from './openapi-document.ts'
import { openApiRoutes } from './openapi-routes.ts'
import { builtPages, pagesRoutes } from './pages-routes.ts'
import { createWholeCleaner } from './pix/clean-whole.ts'
import { createPix } from './pix/create-pix.ts'
import { chooseMailTransport, mailDirectoryOf } from './pix/mail/choose-transport.ts'
import type { Catalogue } from './providers/catalogue/catalogue.ts'
import type { Webhook } from './providers/create-webhooks.ts'
import type { Provider } from './providers/provider.ts'
import type { RemoteNews } from './providers/remote-news.ts'
import { createRouter } from './providers/router.ts'
import { createStandIn, standInName } from './providers/stand-in.ts'
import { createStudio } from './providers/studio/studio.ts'
import { createAbandonedWork } from './queue/abandoned-work.ts'
import { createAdmission } from './queue/admission.ts'
import { createAttempts } from './queue/attempts.ts'
import { createClaims } from './queue/claims.ts'
import { createLoneCleaning } from './queue/clean-alone.ts'
import { cleanerRoutes } from './queue/cleaner-routes.ts'
import { createCleaningSchedule } from './queue/cleaning-schedule.ts'
import { createCompletions } from './queue/completions.ts'
import { createResultDeletion } from './queue/delete-result.ts'
import { createDispatcher } from './queue/dispatcher.ts'
import { createFigureTable } from './queue/figure-table.ts'
import { createJobSearch } from './queue/find-jobs.ts'
import { createPhotoForgetter } from './queue/forget-photo.ts'
import { createJobFeed } from './queue/job-feed.ts'
import { jobListRoutes } from './queue/job-list-routes.ts'
import { createJobs } from './queue/jobs.ts'
import { createJobsCsv } from './queue/jobs-csv.ts'
import { createJobList } from './queue/list-jobs.ts'
import { createLostJobs } from './queue/lost-jobs.ts'
import { createMessages } from './queue/messages.ts'
import { createModelWatch } from './queue/model-watch.ts'
import { createNearBudgets } from './queue/near-budgets.ts'
import type { Notifications } from './queue/notifications.ts'
import { operatorRoutes } from './queue/operator-routes.ts'
import { createOverdueWatch } from './queue/overdue.ts'
import { overviewRoutes } from './queue/overview-routes.ts'
import { createQueuePause } from './queue/pause.ts'
import { createPhotoProcessor } from './queue/process-photo.ts'
import { createProviderOverview } from './queue/provider-overview.ts'
import { providerRoutes } from './queue/provider-routes.ts'
import { createEndPublisher } from './queue/publish-ends.ts'
import { createQueueHistory } from './queue/queue-history.ts'
import { queueRoutes } from './queue/queue-routes.ts'
import { createConductor } from './queue/rehearsals/conduct.ts'
import { createKnownServices } from './queue/rehearsals/known-services.ts'
import { createBudgetSearch } from './queue/rehearsals/open-budgets.ts'
import { rehearsalRoutes } from './queue/rehearsals/rehearsal-routes.ts'
import { createRehearsals } from './queue/rehearsals/rehearsals.ts'
import { createShotMeter } from './queue/rehearsals/shot.ts'
import { createStageBuilder } from './queue/rehearsals/stage.ts'
import { createTidying } from './queue/rehearsals/tidy.ts'
import { createRemoteChannel } from './queue/remote-channel.ts'
import { resultRoutes } from './queue/result-routes.ts'
import { createRetry } from './queue/retry-job.ts'
import { createPulse } from './queue/slot-pulse.ts'
import { createStatistics } from './queue/statistics.ts'
import { statisticsRoutes } from './queue/statistics-routes.ts'
import { createStatisticsSchedule } from './queue/statistics-schedule.ts'
import { createTestRuns } from './queue/test-runs.ts'
import { createWarnings } from './queue/warnings.ts'
import { createAlarmWatch } from './queue/webhooks/alarm-watch.ts'
import { createDeliveries } from './queue/webhooks/deliveries.ts'
import { createEndpoints } from './queue/webhooks/endpoints.ts'
import { createOutbox } from './queue/webhooks/outbox.ts'
import { webhookRoutes } from './queue/webhooks/webhook-routes.ts'
import { createWebhookSender } from './queue/webhooks/webhook-sender.ts'
import type { Seal } from './seal.ts'
import { createSettings } from './settings.ts'
import { createSettingsFollower } from './settings-follower.ts'
import { createSlotRemover } from './slots/remove-slot.ts'
import { createSlotCopies } from './slots/slot-copies.ts'
import { slotCopyRoutes } from './slots/slot-copy-routes.ts'
import { slotEffectRoutes } from './slots/slot-effect-routes.ts'
import { createSlotEffects } from './slots/slot-effects.ts'
import { slotRoutes } from './slots/slot-routes.ts'
import { createSlots } from './slots/slots.ts'
import { createTemplateBindings } from './slots/template-bindings.ts'
import { createTemplatePreviews } from './slots/template-previews.ts'
import { templateRoutes } from './slots/template-routes.ts'
import { templateUseRoutes } from './slots/template-use-routes.ts'
import { createTemplates } from './slots/templates.ts'

/** The outside world, already open. Tests bring their own. */
export interface World {
  config: Config
  database: Database
  /** The same for what may take longer than a caller would wait. */
  upkeep: Database
  boss: PgBoss
  notifications: Notifications
  store: Store
  providerKeys: ProviderKeys
  providers: Record<string, Provider>
  catalogue: Catalogue
  /** What services tell of work that they do. */
  news: RemoteNews
  /** Where they tell it; each gets the way to pass it on. */
  webhooks: readonly Webhook[]
  /** The way to those who want to be told what happens here. */
  outside: { fetch: GuardedFetch; check(address: string): void }
  /** For secrets at rest. */
  seal: Seal
  clock: Clock
  log: Logger
}

/** What was cut off at the end still hears of it. */
const lastAnswersMilliseconds = 2000

/** The parts of the gateway and what each of them needs. */
export async function createApp({
  config,
  database,
  upkeep,
  boss,
  notifications,
  store,
  providerKeys,
  providers,
  catalogue,
  news,
  webhooks,
  outside,
  seal,
  clock,
  log,
}: World) {
  let stopping = false
  const isStopping = () => stopping
  /** Fires when those who still wait are let go. */
  const lettingGo = new AbortController()
  const nodeId = randomUUID()
  const metrics = createMetrics()

  const settings = createSettings({ database, fallback: config.settings })
  const followSettings = createSettingsFollower({ settings, notifications, clock, log })
  const throttle = createFailureThrottle({ database, clock, limit: 10, windowSeconds: 60 })
  const { verify: verifyPassword } = createPasswordVerifier({ concurrency: 2 })
  const people = createPeople({ database })
  const sessions = createSessions({ database, clock })
  const apiTokens = createApiTokens({ database, clock })
  const guard = createGuard({ sessions, apiTokens })
  const roster = createRoster({ database, verifyPassword, throttle })

  const publicBaseUrl = () => settings.latest().publicBaseUrl
  const locale = () => settings.latest().locale
  const links = createLinks({ publicBaseUrl })
  const publication = createPublication({ database, clock })
  const temporaryLinks = createTemporaryLinks({ database, clock, publicBaseUrl })
  const galleries = createGalleries({ database, clock })
  const deletions = createDeletions({ database, clock })
  const cleaner = createCleaner({ database: upkeep, clock, store, log })

  const slots = createSlots({ database, clock, providers })
  const copies = createSlotCopies({ database, slots })
  const removeSlot = createSlotRemover({ database, clock, slots })
  const templates = createTemplates({ database, store })
  const bindings = createTemplateBindings({ database, slots, templates })
  const findPreview = createTemplatePreviews({ store, templates })

  const outbox = createOutbox({ clock, publicBaseUrl })
  const endpoints = createEndpoints({ database, seal, checkAddress: outside.check, clock })
  const deliveries = createDeliveries({ database, clock })
  const { fetch } = outside
  const sender = createWebhookSender({ deliveries, endpoints, fetch, seal, clock, log, onSent: metrics.webhookSent })
  const findNearBudgets = createNearBudgets({ database, slots, clock })
  const alarmWatch = createAlarmWatch({ database, findNearBudgets, outbox, clock, log })

  const publishEnds = createEndPublisher({ clock })
  const messages = createMessages(boss, {
    tellEnds: (status) => sql`${outbox.tellEnds(status)}${publishEnds(status)}`,
  })
  const jobs = createJobs({ database, messages, clock })
  const admission = createAdmission({ database, messages, clock, capacity: config.queue.capacity })
  const attempts = createAttempts({ database, clock, nodeId })
  const claims = createClaims({ database, messages, attempts, clock, nodeId })
  const lostJobs = createLostJobs({ database, messages, clock })
  const search = createJobSearch({ database, clock })
  const jobList = createJobList({ database })
  const feed = createJobFeed({ search, notifications, log })
  const completions = createCompletions({ jobs, notifications, clock, log })
  const forgetPhoto = createPhotoForgetter({ jobs, store, deletions, log })
  const overdue = createOverdueWatch({ jobs, lostJobs, forgetPhoto, clock, log, onTakenOver: metrics.takenOver })
  const cleanAlone = createLoneCleaning({ database: upkeep, clock })
  const { cleaned: onCleaned } = metrics
  const cleaningSchedule = createCleaningSchedule({ boss, cleaner, cleanAlone, clock, log, onCleaned })
  const figureTable = createFigureTable({ database: upkeep, clock })
  const statisticsSchedule = createStatisticsSchedule({ boss, figureTable, clock, log })
  const modelWatch = createModelWatch({ boss, database: upkeep, catalogue, providers, slots, clock, log })
  const overview = createProviderOverview({ database, catalogue, providers, clock })
  const abandonedWork = createAbandonedWork({ database, providers, clock, log })
  const remoteChannel = createRemoteChannel({ database, notifications, news, log })
  // Only the router knows it: no slot can be saved with it.
  const standIn = createStandIn({ clock, studio: createStudio() })
  const route = createRouter({ providers: { ...providers, [standInName]: standIn }, clock })
  const processPhoto = createPhotoProcessor({
    claims,
    slots,
    templates,
    settings,
    store,
    route,
    attempts,
    lend: createLender({ store, temporaryLinks, log }),
    forgetPhoto,
    clock,
    log,
    onAttempted: metrics.attempted,
    onLate: metrics.late,
  })
  const dispatcher = createDispatcher({
    claims,
    jobs,
    notifications,
    clock,
    log,
    concurrency: config.queue.concurrency,
    providerLimits: limitsOf(providers),
    processPhoto,
  })

  const receiveUpload = createUploadReceiver({ store, clock })
  const { maxUploadBytes } = config.ingest
  const admitHead = createHeadAdmission({
    slots,
    settings,
    throttle,
    queue: admission,
    clock,
    maxUploadBytes,
    isStopping,
  })
  const startTestRun = createTestRun({
    ...{ slots, queue: admission, jobs, forgetPhoto, store, receiveUpload, inspectImage, clock, log },
    ...{ maxUploadBytes, isStopping },
  })
  const testRuns = createTestRuns({ database })
  const rehearsals = createRehearsals({ database, clock, nodeId })
  const tidying = createTidying({ database: upkeep, rehearsals, jobs, store, clock, log })
  const lookAtServices = createKnownServices({ database: upkeep, catalogue, clock })
  const conductor = createConductor({
    ...{ rehearsals, tidying, queue: admission, jobs, completions, notifications, store, clock, log, isStopping },
    buildStage: createStageBuilder({ database, slots, settings, providers, lookAtServices }),
    measureShot: createShotMeter({ database, clock }),
    findBudgets: createBudgetSearch({ database, clock }),
    concurrency: config.queue.concurrency,
  })
  const takeIn = createTakeIn({ throttle, verifyPassword, store, receiveUpload, inspectImage, clock })
  const standBy = createRescuer({ route, templates, store, clock, log })
  const endWindow = createWindowEnd({ jobs, store, forgetPhoto, clock, log, onFallback: metrics.fellBack })
  const doctor = createSlotDoctor({ database: upkeep, clock, log })
  const refusals = createRefusals({ database, clock, log })
  const acceptPhoto = createPhotoAcceptance({
    jobs,
    queue: admission,
    completions,
    publication,
    store,
    takeIn,
    standBy,
    endWindow,
    refusals,
    forgetPhoto,
    clock,
    log,
    stopping: lettingGo.signal,
  })

  const measureQueue = together(jobs.measureQueue)
  metrics.observe(
    'photochanger_queue_pending',
    'Photos that wait for a worker.',
    async () => (await measureQueue()).pending,
  )
  metrics.observe(
    'photochanger_queue_processing',
    'Photos that are being worked on.',
    async () => (await measureQueue()).processing,
  )
  metrics.observe(
    'photochanger_queue_oldest_wait_seconds',
    'How long the oldest photo has waited for a worker.',
    async () => (await measureQueue()).oldestWaitSeconds,
  )
  for (const { name, remainingCalls } of Object.values(providers)) {
    if (remainingCalls) metrics.observeRemaining(name, remainingCalls)
  }
  metrics.observe(
    'photochanger_provider_circuits_open',
    'Models of services that nobody calls for now, because they have failed.',
    overview.countOpenCircuits,
  )
  metrics.observe(
    'photochanger_models_ending',
    'Models that slots use and that are shut down within a month.',
    async () => (await modelWatch.findEnding()).length,
  )
  metrics.observe('photochanger_node_processing', 'Photos that this node works on.', dispatcher.runningCount)
  metrics.observe(
    'photochanger_node_waiting',
    'Photos whose end a request on this node waits for.',
    completions.waitingCount,
  )

  const pix = createPix({
    ...{ config, database, upkeep, boss, notifications, store, seal, outside },
    ...{ links, publicBaseUrl, locale, guard, clock, log, stopping: lettingGo.signal },
    scratch: createScratch({ directory: config.storage.scratchDirectory }),
    transport: chooseMailTransport(config.pix.mail, mailDirectoryOf(config.database)),
    metrics,
  })

  const { metricsToken, trustedProxies } = config.http
  const server = createHttpServer({ logger: log, trustedProxies, onAnswer: metrics.answered })
  const checks = {
    database: () => settings.read(),
    storage: () => store.check(),
    queue: () => jobs.measureQueue(),
  }
  await server.register(cookie)
  await server.register(swagger, createDocumentOptions({ sessionCookie }))
  const requireMetricsScope = guard('viewer', 'metrics:read')
  const { check: checkAddress, greet } = createAddressCheck()
  await server.register(healthRoutes, { checks, metrics, metricsToken, requireMetricsScope, isStopping, greet })
  if (config.role !== 'worker') {
    await server.register(pagesRoutes, { directory: builtPages })
    await server.register(openApiRoutes)
    await server.register(accountRoutes, { people, sessions, throttle, verifyPassword, guard, publicBaseUrl })
    await server.register(meRoutes, { roster, sessions, guard })
    await server.register(peopleRoutes, { roster, sessions, guard })
    await server.register(tokenRoutes, { apiTokens, guard })
    await server.register(auditRoutes, { database, guard })
    await server.register(settingsRoutes, { settings, checkAddress, guard })
    await server.register(providerKeyRoutes, { providerKeys, guard })
    await server.register(slotRoutes, { slots, providers, settings, guard })
    await server.register(slotCopyRoutes, { slots, copies, removeSlot, providers, settings, guard })
    await server.register(slotEffectRoutes, { effects: createSlotEffects({ database, slots }), guard })
    await server.register(templateRoutes, { templates, guard })
    await server.register(templateUseRoutes, { templates, bindings, findPreview, guard })
    await server.register(operatorRoutes, { jobs, search, feed, forgetPhoto, guard, clock })
    const pause = createQueuePause({ database, clock })
    const { measure: measureStorage } = store
    await server.register(overviewRoutes, {
      slots,
      providers,
      readPulse: createPulse({ database, clock }),
      findWarnings: createWarnings({
        ...{ pause, overview, modelWatch, findNearBudgets, providers, measureStorage },
        ...{ countFailedMails: pix.countFailedMails, findLongWait: pix.findLongWait },
      }),
      guard,
    })
    await server.register(queueRoutes, {
      jobs,
      pause,
      readHistory: createQueueHistory({ database, clock }),
      guard,
    })
    const wholeCleaner = createWholeCleaner({ cleaner, cleanPix: pix.clean })
    await server.register(cleanerRoutes, { database, cleaner: wholeCleaner, cleanAlone, onCleaned, guard })
    await server.register(jobListRoutes, { jobList, writeJobs: createJobsCsv({ database, jobList }), guard })
    await server.register(resultRoutes, {
      retryJob: createRetry({ database, clock, queue: admission, slots, settings, store, log }),
      deleteResult: createResultDeletion({ database, jobs, store, deletions }),
      resultsZip: createResultsZip({ database, clock, publication, store }),
      slots,
      guard,
    })
    await server.register(statisticsRoutes, { statistics: createStatistics({ database, clock }), slots, guard })
    await server.register(providerRoutes, { overview, modelWatch, providers, guard, clock })
    await server.register(webhookRoutes, { endpoints, deliveries, sender, guard })
    for (const webhook of webhooks) await server.register(async (scope) => webhook(scope, remoteChannel.announce))
    await server.register(doctorRoutes, { doctor, slots, guard })
    await server.register(refusalRoutes, { refusals, guard })
    await server.register(temporaryLinkRoutes, { temporaryLinks, store })
    const { addresses } = store
    if (addresses) await server.register(signedFileRoutes, { store, addresses })
    const redirects = config.storage.s3?.redirects ?? false
    await server.register(publicationRoutes, { publication, store, links, locale, redirects })
    await server.register(photoRoutes, { keptPhotos: createKeptPhotos({ database, clock, store }), guard })
    await server.register(printRoutes, { publication, links, locale, guard })
    await server.register(galleryRoutes, { galleries, links, locale })
    await server.register(galleryAdminRoutes, { galleries, links, guard })
    await server.register(jobRoutes, { jobs, completions, links, clock })
    await server.register(rehearsalRoutes, { rehearsals, conductor, guard })
    await pix.registerRoutes(server)
    await server.register(testRunRoutes, { startTestRun, testRuns, completions, links, guard, clock })
    await server.register(ingestRoutes, {
      admitHead,
      acceptPhoto,
      doctor,
      store,
      links,
      clock,
      log,
      onPhotoAnswered: metrics.photoAnswered,
      onDuplicate: metrics.duplicate,
      onDelivered: jobs.delivered,
    })
  }

  async function doneOrOver(work: Promise<unknown>, deadline: Deadline): Promise<void> {
    const over = Promise.withResolvers<void>()
    const cancel = clock.after(deadline.remaining(), over.resolve)
    await Promise.race([work, over.promise])
    cancel()
  }

  return {
    /** Names this node in rows and logs. */
    nodeId,
    server,
    slots,
    settings,
    people,
    cleaner,
    async start(): Promise<void> {
      await Promise.all([providerKeys.renewSeals(), endpoints.renewSeals(), pix.renewSeals()])
      await followSettings.start()
      providerKeys.start()
      await notifications.start()
      overdue.start()
      tidying.start()
      if (config.role !== 'worker') doctor.start()
      if (config.role !== 'api') {
        remoteChannel.start()
        dispatcher.start()
        cleaningSchedule.start()
        modelWatch.start()
        abandonedWork.start()
        sender.start()
        alarmWatch.start()
        statisticsSchedule.start()
        pix.start()
      }
    },
    /**
     * New photos are refused; those already taken in get `graceMilliseconds` to be finished and answered. Then the work
     * is handed back, and who still waits is asked to send the photo again: it will join its own job.
     */
    async stop(graceMilliseconds: number): Promise<void> {
      stopping = true
      const deadline = createDeadline(clock, graceMilliseconds)
      const pixStopped = pix.stop(graceMilliseconds)
      await Promise.all([
        ...[cleaningSchedule.stop(), modelWatch.stop(), abandonedWork.stop()],
        ...[sender.stop(), alarmWatch.stop(), statisticsSchedule.stop()],
      ])
      await doneOrOver(conductor.stop(), deadline)
      const closed = server.close()
      await doneOrOver(closed, deadline)
      await dispatcher.stop(deadline.remaining())
      lettingGo.abort()
      await doneOrOver(closed, createDeadline(clock, lastAnswersMilliseconds))
      server.server.closeAllConnections()
      await closed
      await Promise.all([pixStopped, overdue.stop(), tidying.stop(), doctor.stop()])
      await Promise.all([providerKeys.stop(), followSettings.stop()])
      await notifications.stop()
    },
  }
}

export type App = Awaited<ReturnType<typeof createApp>>

/** Who asks while an answer is under way shares it. */
function together<Value>(ask: () => Promise<Value>): () => Promise<Value> {
  let asked: Promise<Value> | undefined
  return () => {
    asked ??= ask().finally(() => {
      asked = undefined
    })
    return asked
  }
}

/** Providers that say how much they take at once on the whole gateway. */
function limitsOf(providers: Record<string, Provider>): Record<string, number> {
  const limited = Object.values(providers).flatMap(({ name, maxConcurrent }) =>
    maxConcurrent ? [[name, maxConcurrent] as const] : [],
  )
  return Object.fromEntries(limited)
}
