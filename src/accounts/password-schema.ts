import { z } from 'zod'

/** A password that a person chooses. */
export const passwordSchema = z.string().min(8).max(128)
