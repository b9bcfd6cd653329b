import type { English } from '../en.ts'
import type { Wording } from '../wording.ts'

export const parts: Wording<English['parts']> = {
  keep: 'Abbrechen',
  shownOnce: 'Jetzt kopieren: Es wird nicht noch einmal gezeigt.',
  picture: {
    short: 'Kein Bild',
    gone: 'Dieses Bild ist nicht da: Seine Datei ist noch nicht gemacht oder fehlt im Speicher.',
    away: 'Der Speicher ist gerade nicht zu erreichen. Das Bild wird wieder angefordert.',
    offline: 'Das Bild konnte nicht geladen werden. Es wird wieder angefordert.',
  },
  sessions: {
    unknownDevice: 'Ein unbekanntes Gerät',
    thisDevice: 'Dieses Gerät',
    used: 'zuletzt {{when}}',
    end: 'Abmelden',
    endOne: 'Abmelden: {{device}}',
  },
}
