import type { English } from '../en.ts'
import type { Wording } from '../wording.ts'

export const pixJob: Wording<English['pixJob']> = {
  title: 'Auftrag',
}
