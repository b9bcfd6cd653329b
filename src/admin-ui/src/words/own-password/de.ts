import type { English } from '../en.ts'
import type { Wording } from '../wording.ts'

export const ownPassword: Wording<English['ownPassword']> = {
  title: 'Ihr Passwort',
  temporary: 'Jemand anderes kennt Ihr Passwort. Wählen Sie ein eigenes, dann geht es weiter.',
  current: 'Bisheriges Passwort',
  wanted: 'Neues Passwort',
  rule: 'Mindestens 8 Zeichen. Einige Wörter merken sich leichter als einige Sonderzeichen.',
  tooShort: 'Bitte mindestens 8 Zeichen.',
  same: 'Das ist das bisherige. Bitte ein anderes.',
  submit: 'Passwort speichern',
  saved: 'Ihr Passwort ist geändert. Andere Geräte sind abgemeldet.',
}
