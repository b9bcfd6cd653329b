import type { components } from './schema.d.ts'

/** A sentence of the gateway with its code, by which it is said in the reader's language. */
export type Remark = components['schemas']['Remark']

/** What is wrong, and with which field. Without a code its text is all there is. */
export type Problem = components['schemas']['Problem']
