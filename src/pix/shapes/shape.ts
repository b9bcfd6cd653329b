import { isDeepStrictEqual } from 'node:util'
import type { z } from 'zod'
import { writeCanonicalJson } from '../canonical-json.ts'

/**
 * A kind of file: what may stand in it, and how it is written and read. It is written strictly: a field nobody knows
 * leaves no trace in any file. It is read leniently: files may be older or newer than this program.
 */
export function defineShape<Schema extends z.ZodType>(schema: Schema) {
  return {
    schema,

    /** Throws what is not of this shape, or has anything beside it: that is a bug of the writer. */
    write(value: z.output<Schema>): Buffer {
      const checked = schema.parse(value)
      if (!isDeepStrictEqual(checked, value)) throw new Error('there is more in it than its shape has')
      return Buffer.from(writeCanonicalJson(checked))
    },

    /** Throws what is not of this shape; what is beside it is left out. */
    read: (bytes: Buffer): z.output<Schema> => schema.parse(JSON.parse(bytes.toString())),
  }
}
