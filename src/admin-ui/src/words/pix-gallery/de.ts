import type { English } from '../en.ts'
import type { Wording } from '../wording.ts'

export const pixGallery: Wording<English['pixGallery']> = {
  title: 'Galerie',
}
