import { scryptSync } from 'node:crypto'

/** A key of its own: whoever has hashes of texts must not be able to try out passphrases on them. Takes a tenth of a second. */
export const textKeyOf = (secretKey: string): Buffer => scryptSync(secretKey, 'pix.immo texts', 32)
