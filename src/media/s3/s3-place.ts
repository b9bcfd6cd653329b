import { randomUUID } from 'node:crypto'
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { GatewayError } from '../../errors.ts'
import { markerName } from '../store.ts'
import type { Ask, S3Limits } from './s3-client.ts'
import { failureOf, isAnswer, isMissing, isNotOffered, isRefusedCondition } from './s3-failure.ts'

interface Dependencies {
  client: Pick<S3Client, 'send'>
  bucket: string
  ask: Ask
  limits: S3Limits
}

const probeName = '.photochanger-check'

/** Which bucket this is, and whether it works. */
export function createPlace({ client, bucket: Bucket, ask, limits }: Dependencies) {
  let known: string | undefined

  const limit = (what: string) => ({ what, milliseconds: limits.requestMilliseconds })

  async function readMarker(): Promise<string | undefined> {
    try {
      return await ask(async (abortSignal) => {
        const command = new GetObjectCommand({ Bucket, Key: markerName })
        const { Body } = await client.send(command, { abortSignal })
        return (await Body?.transformToString())?.trim() ?? ''
      }, limit('the marker'))
    } catch (error) {
      if (isMissing(error)) return undefined
      throw error
    }
  }

  async function put(Key: string, Body: string, onlyWhenAbsent = false): Promise<void> {
    const command = { Bucket, Key, Body, ...(onlyWhenAbsent && { IfNoneMatch: '*' }) }
    try {
      await ask((abortSignal) => client.send(new PutObjectCommand(command), { abortSignal }), limit('PutObject'))
    } catch (error) {
      // Somebody else was first; or the service has no conditions, and the first start is not two at once.
      if (onlyWhenAbsent && isRefusedCondition(error)) return
      if (onlyWhenAbsent && isNotOffered(error)) return put(Key, Body)
      throw isAnswer(error) ? failureOf(error, 'PutObject') : error
    }
  }

  async function isEmpty(): Promise<boolean> {
    const command = new ListObjectsV2Command({ Bucket, MaxKeys: 2 })
    const { Contents = [] } = await ask((abortSignal) => client.send(command, { abortSignal }), limit('ListObjectsV2'))
    return Contents.every(({ Key }) => Key === probeName)
  }

  async function identify(): Promise<string | null> {
    let marker = await readMarker()
    if (marker === undefined && (await isEmpty())) {
      await put(markerName, randomUUID(), true)
      marker = await readMarker()
    }
    if (marker === undefined) throw notOurs('is missing')
    known = marker
    return marker === '' ? null : marker
  }

  async function name(id: string): Promise<void> {
    await put(markerName, id)
    known = id
  }

  async function prove(): Promise<void> {
    const marker = await readMarker()
    if (marker === undefined) throw notOurs('is missing')
    if (known !== undefined && known !== '' && marker !== known) throw notOurs('names another store')
  }

  async function check(): Promise<void> {
    if (known === undefined) await identify()
    else await prove()
    await put(probeName, 'ok')
  }

  const notOurs = (how: string) =>
    new GatewayError('unavailable', `storage: ${markerName} ${how} in the bucket; is it the right one?`, {
      retryAfterSeconds: 5,
    })

  return { identify, name, prove, check }
}
