import http from 'node:http'
import https from 'node:https'
import { setTimeout as pause } from 'node:timers/promises'
import { S3Client } from '@aws-sdk/client-s3'
import { failureOf, isAnswer, mayPass, notInTime } from './s3-failure.ts'

export interface S3Settings {
  /** Undefined: Amazon itself. */
  endpoint: string | undefined
  region: string
  bucket: string
  accessKeyId: string
  secretAccessKey: string
  /** The bucket in the path and not in the host name. */
  isPathStyle: boolean
}

/** How long anything may take. */
export interface S3Limits {
  /** A question without bytes, with its repetition. */
  requestMilliseconds: number
  /** What bytes get beside that, both ways. */
  slowestBytesPerSecond: number
  /** Until the next bytes of a stream that somebody waits for. */
  stallMilliseconds: number
  /** A whole stream, however slowly it is read. */
  streamMilliseconds: number
}

export const usualLimits: S3Limits = {
  requestMilliseconds: 4000,
  slowestBytesPerSecond: 256 * 1024,
  stallMilliseconds: 8000,
  streamMilliseconds: 30 * 60_000,
}

export const timeFor = (bytes: number, { requestMilliseconds, slowestBytesPerSecond }: S3Limits): number =>
  requestMilliseconds + Math.ceil((bytes / slowestBytesPerSecond) * 1000)

const connectMilliseconds = 2000
const repeatPauseMilliseconds = 150
/** Streams that guests read slowly must not hold up the others. */
const mostSockets = 256

export function openClient({ endpoint, region, accessKeyId, secretAccessKey, isPathStyle }: S3Settings): S3Client {
  const agentOptions = { keepAlive: true, maxSockets: mostSockets }
  return new S3Client({
    ...(endpoint !== undefined && { endpoint }),
    region,
    credentials: { accessKeyId, secretAccessKey },
    forcePathStyle: isPathStyle,
    // Repeating is `createAsk`'s part alone.
    maxAttempts: 1,
    // Checksums of bodies in trailers, and those of empty ones in signed addresses, are refused by services other than Amazon's.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    expectContinueHeader: false,
    requestHandler: {
      connectionTimeout: connectMilliseconds,
      httpAgent: new http.Agent(agentOptions),
      httpsAgent: new https.Agent(agentOptions),
    },
  })
}

interface AskOptions {
  /** For the log: what was asked for. */
  what: string
  milliseconds: number
  /** False: once it was sent, it may have been done, and doing it again is something else. */
  mayRepeat?: boolean
  signal?: AbortSignal | undefined
}

export type Ask = <Answer>(work: (signal: AbortSignal) => Promise<Answer>, options: AskOptions) => Promise<Answer>

/**
 * Asks the service, and a second time when the first failed in passing: a connection that was closed while it rested is no
 * news, and the photo that comes through from a booth cannot be asked for again. Both share one limit, and there is no
 * third. Answers that may be expected are thrown as they are, everything else as the failure that it is.
 */
export function createAsk(): Ask {
  return async function ask(work, { what, milliseconds, mayRepeat = true, signal: outer }) {
    const over = new AbortController()
    const end = setTimeout(() => over.abort(), milliseconds)
    const signal = outer ? AbortSignal.any([outer, over.signal]) : over.signal
    const explain = (error: unknown) => {
      if (over.signal.aborted) return notInTime(what, milliseconds)
      return isAnswer(error) ? error : failureOf(error, what)
    }
    try {
      return await work(signal).catch(async (error: unknown) => {
        if (!mayRepeat || !mayPass(error) || signal.aborted) throw error
        await pause(repeatPauseMilliseconds, undefined, { signal })
        return work(signal)
      })
    } catch (error) {
      throw explain(error)
    } finally {
      // The client listens to the signal until the body has been read, and that has limits of its own.
      clearTimeout(end)
    }
  }
}
