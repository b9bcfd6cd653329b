import { z } from 'zod'

const idPattern = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/

/**
 * Jobs and shoots are named by whoever orders them: `ABC123`, a UUID, `0042`. Opaque text, never a number, and fit to be
 * one part of a key.
 */
export const idSchema = z.string().regex(idPattern, 'must be up to 64 letters, digits, - and _, and begin with neither')

export const isId = (text: string): boolean => idPattern.test(text)

/** Images are named by us. */
export const imageIdSchema = z.uuid()

export const shootCodeSchema = z.string().regex(/^[A-Z0-9]{5}$/, 'must be five capital letters and digits')
