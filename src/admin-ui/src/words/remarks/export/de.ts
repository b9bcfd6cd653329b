import type { Wording } from '../../wording.ts'
import type { handover as english } from './en.ts'

export const handover: Wording<typeof english> = {
  missing_fields: 'Es fehlen Angaben: {{fields}}.',
  target_gone: 'Das Ziel dieser Übergabe gibt es nicht mehr.',
  secret_unreadable:
    'Die Schlüssel dieses Ziels fehlen oder lassen sich mit diesem SECRET_KEY nicht lesen: geben Sie sie neu ein.',
  not_released: 'Die Galerie ist nicht mehr freigegeben.',
  file_missing: 'Eine Datei der Galerie fehlt.',
  answered: '{{service}} hat mit {{status}} geantwortet.',
  refused: '{{service}} hat es mit dem Fehler {{code}} abgelehnt.',
  unreachable: '{{service}} war nicht zu erreichen.',
  gave_up: 'Es wurde so oft wie möglich versucht, ohne Erfolg.',
}
