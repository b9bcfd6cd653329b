import type { English } from '../en.ts'
import type { Wording } from '../wording.ts'

export const pixTargets: Wording<English['pixTargets']> = {
  title: 'Ziele',
}
