import type { English } from '../en.ts'
import type { Wording } from '../wording.ts'

export const parts: Wording<English['parts']> = {
  keep: 'Abbrechen',
  shownOnce: 'Jetzt kopieren: Es wird nicht noch einmal gezeigt.',
  sessions: {
    unknownDevice: 'Ein unbekanntes Gerät',
    thisDevice: 'Dieses Gerät',
    used: 'zuletzt {{when}}',
    end: 'Abmelden',
    endOne: 'Abmelden: {{device}}',
  },
}
