import type { English } from '../en.ts'
import type { Wording } from '../wording.ts'

export const pix: Wording<English['pix']> = {
  title: 'pix.immo',
}
