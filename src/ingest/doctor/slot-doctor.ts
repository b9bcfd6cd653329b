import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Clock, repeat } from '../../clock.ts'
import type { Database } from '../../database.ts'
import { desc, eq, sql } from '../../drizzle.ts'
import { GatewayError } from '../../errors.ts'
import type { Logger } from '../../log.ts'
import { slotRequests, slots } from '../../schema.ts'
import { examineRequest } from './examine-request.ts'
import { boundaryIn } from './part-head.ts'
import { type RequestRecord, requestRecord, showHeaders, showParts, showTarget } from './request-record.ts'
import { createPartScanner, type PartScanner } from './scan-parts.ts'
import { createMask } from './secrets-of-request.ts'

/** One request on its way, as the doctor sees it. */
interface Visit {
  startedAt: number
  scanner: PartScanner | null
  failure: Error | null
}

declare module 'fastify' {
  interface FastifyRequest {
    visit: Visit | null
  }
}

interface Dependencies {
  /** Upkeep's connections: a photo never waits for one of these. */
  database: Database
  clock: Clock
  log: Logger
}

interface Entry {
  seenAt: number
  record: RequestRecord
}

const mostRequests = 20
const mostSlots = 200
const hoursKept = 24
const writeMilliseconds = 2000

/** Must be called in the moment before the parser begins to read. */
export function watchBody(request: FastifyRequest): void {
  const { visit, raw, headers } = request
  const boundary = boundaryIn(headers['content-type'])
  if (!visit || boundary === null) return
  const scanner = createPartScanner(boundary)
  visit.scanner = scanner
  raw.on('data', scanner.push)
}

/**
 * Remembers the last requests of each slot as they came, also those that were refused. They are kept in memory and
 * written together every two seconds, never more than the last of each slot: however many come, the database sees the
 * same. What cannot be written is forgotten; no photo waits for it.
 */
export function createSlotDoctor({ database, clock, log }: Dependencies) {
  const waiting = new Map<string, Entry[]>()

  function begin(request: FastifyRequest, reply: FastifyReply): void {
    request.visit = { startedAt: clock.monotonic(), scanner: null, failure: null }
    // A moment later: what a client's hanging up does to its request comes to light after it.
    reply.raw.once('close', () => setImmediate(look, request, reply))
  }

  function look(request: FastifyRequest, reply: FastifyReply): void {
    try {
      note(request, reply)
    } catch (error) {
      log.error({ err: error }, 'the slot doctor could not look at a request')
    }
  }

  function note(request: FastifyRequest, reply: FastifyReply): void {
    const { slotId } = request.params as { slotId: string }
    const { visit } = request
    // Strangers must not fill our memory with slots that are none.
    if (!visit || codeOf(visit.failure) === 'slot_not_found') return
    const entries = waiting.get(slotId) ?? []
    if (entries.length === 0 && waiting.size >= mostSlots) return
    const seenAt = clock.monotonic()
    entries.push({ seenAt, record: describe(request, reply, visit, seenAt - visit.startedAt) })
    waiting.set(slotId, entries.slice(-mostRequests))
  }

  async function write(): Promise<void> {
    if (waiting.size === 0) return
    const entries = [...waiting].flatMap(([slot, list]) => list.map((entry) => ({ slot, ...entry })))
    waiting.clear()
    const now = clock.monotonic()
    const rows = entries
      .sort((one, other) => one.seenAt - other.seenAt)
      .map(({ slot, seenAt, record }) => ({ slot, ago: now - seenAt, record }))
    await database.transaction(async (tx) => {
      await tx.execute(sql`
        insert into ${slotRequests} (slot_id, at, record)
        select ${slots.id}, ${clock.databaseNow()} - (seen ->> 'ago')::float8 * interval '1 millisecond', seen -> 'record'
        from jsonb_array_elements(${JSON.stringify(rows)}::jsonb) with ordinality as listed(seen, place)
        join ${slots} on ${slots.id} = seen ->> 'slot' order by place`)
      const ids = [...new Set(rows.map(({ slot }) => slot))]
      await tx.execute(sql`
        delete from ${slotRequests} where id in (
          select id from (select id, row_number() over (partition by slot_id order by id desc) as place
            from ${slotRequests} where slot_id = any(${sql.param(ids)}::text[])) as ranked
          where place > ${mostRequests})`)
    })
  }

  const schedule = repeat(clock, writeMilliseconds, write, (error) =>
    log.warn({ err: error }, 'the last requests of slots were not written down'),
  )

  /** The newest first. What other nodes saw in the last two seconds may be missing. */
  async function list(slotId: string): Promise<{ at: Date; record: RequestRecord }[]> {
    await write()
    const { record, at, id } = slotRequests
    const isRecent = sql`${at} > (select ${clock.databaseNow()} - ${hoursKept} * interval '1 hour')`
    const rows = await database
      .select({ at, record })
      .from(slotRequests)
      .where(sql`${eq(slotRequests.slotId, slotId)} and ${isRecent}`)
      .orderBy(desc(id))
      .limit(mostRequests)
    return rows.map((row) => ({ at: row.at, record: requestRecord.parse(row.record) }))
  }

  return {
    begin,
    list,
    start: schedule.start,
    async stop(): Promise<void> {
      await schedule.stop()
      await write().catch(() => {}) // the database may be gone already
    },
  }
}

export type SlotDoctor = ReturnType<typeof createSlotDoctor>

const codeOf = (failure: Error | null) =>
  failure instanceof GatewayError ? failure.code : failure ? 'invalid_request' : null

/** The client's doing: what we refuse in the middle is not read to its end, either. */
const cutOff = new Set(['The upload was cut off.', 'The photo did not arrive in time.'])

function describe(request: FastifyRequest, reply: FastifyReply, visit: Visit, milliseconds: number): RequestRecord {
  const { raw, headers, method, jobId, admission } = request
  const { failure } = visit
  const body = visit.scanner?.end() ?? null
  const code = codeOf(failure)
  const details = failure instanceof GatewayError ? failure.details : 'The request is not a valid photo upload.'
  const length = Number(headers['content-length'])
  const contentLength = headers['content-length'] !== undefined && Number.isSafeInteger(length) ? length : null
  const isWhole = reply.raw.writableFinished
  const mask = createMask(raw, body)
  const remarks = examineRequest({
    ...{ method, contentType: headers['content-type'], contentLength, authorization: headers.authorization, body },
    isBrokenOff: !raw.complete && (cutOff.has(details) || !isWhole),
    hungUpAfterSeconds: raw.complete && !isWhole ? milliseconds / 1000 : null,
    needsPassword: admission?.slot.settings.access === 'password',
    refusal: code !== null && jobId === null ? { code, details } : null,
    mask,
  })
  const ofPicture =
    code === null ? 'Nothing is wrong.' : `The request is as it should be; its picture is not: ${details}`
  return {
    request_id: request.id,
    method,
    ...showTarget(raw.url ?? '', mask),
    http_version: raw.httpVersion,
    client_address: request.ip,
    headers: showHeaders(raw, mask),
    content_length: contentLength,
    body_bytes: body?.bytes ?? null,
    parts: body ? showParts(body, mask) : [],
    status: reply.raw.headersSent ? reply.statusCode : null,
    failure_reason: code,
    job_id: jobId,
    milliseconds: Math.round(milliseconds),
    findings: remarks.map(({ text }) => text),
    remarks,
    verdict: remarks[0]?.text ?? ofPicture,
  }
}
