import { z } from 'zod'

/** What variables of the environment are made of. */

export const wholeNumber = (from: number, to: number) =>
  z
    .string()
    .regex(/^\d+$/, 'must be a whole number')
    .transform(Number)
    .refine((value) => value >= from && value <= to, `must be between ${from} and ${to}`)

export const decimalNumber = (from: number, to: number) =>
  z
    .string()
    .regex(/^\d+(?:\.\d+)?$/, 'must be a number such as 0.7')
    .transform(Number)
    .refine((value) => value >= from && value <= to, `must be between ${from} and ${to}`)

// Not `new URL`: an address of PostgreSQL on a socket has no host.
export const url = (...schemes: string[]) =>
  z
    .string()
    .refine(
      (value) => schemes.some((scheme) => value.startsWith(scheme) && value.length > scheme.length),
      `must be an address that starts with ${schemes.join(' or ')}`,
    )

export const apiKey = z
  .string()
  // A key that was pasted with its line end, or two of them, fails far away with a sentence that helps nobody.
  .regex(/^[\x21-\x7e]+$/, 'must be a key without spaces')
  .optional()

export const baseUrl = url('http://', 'https://').optional()

export const withoutSlash = (address: string | undefined) => address?.replace(/\/+$/, '')
