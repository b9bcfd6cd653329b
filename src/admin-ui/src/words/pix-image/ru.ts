import type { English } from '../en.ts'
import type { Wording } from '../wording.ts'

export const pixImage: Wording<English['pixImage']> = {
  title: 'Снимок',
}
