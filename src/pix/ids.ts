import { createHash } from 'node:crypto'
import { z } from 'zod'
import { GatewayError } from '../errors.ts'

const idPattern = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/

/**
 * Jobs and shoots are named by whoever orders them: `ABC123`, a UUID, `0042`. Opaque text, never a number, and fit to be
 * one part of a key.
 */
export const idSchema = z.string().regex(idPattern, 'must be up to 64 letters, digits, - and _, and begin with neither')

export const isId = (text: string): boolean => idPattern.test(text)

/** Images are named by us. */
export const imageIdSchema = z.uuid()

/** Of an address: what cannot be an id is no image. */
export function requireImageId(text: string): string {
  if (imageIdSchema.safeParse(text).success) return text
  throw new GatewayError('image_not_found', 'not an id')
}

/**
 * What an image is called that comes in under this name (UUID version 8, of the RFC 9562). By rule and not by chance: who
 * begins again after a kill finds the files of the first try in their places.
 */
export function imageIdOf(jobId: string, fileName: string): string {
  const digest = createHash('sha256').update(`pix image\0${jobId}\0${fileName}`).digest()
  digest[6] = ((digest[6] ?? 0) & 0x0f) | 0x80
  digest[8] = ((digest[8] ?? 0) & 0x3f) | 0x80
  return digest.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

export const shootCodeSchema = z.string().regex(/^[A-Z0-9]{5}$/, 'must be five capital letters and digits')
