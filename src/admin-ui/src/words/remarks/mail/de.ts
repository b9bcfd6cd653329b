import type { Wording } from '../../wording.ts'
import type { mail as english } from './en.ts'

export const mail: Wording<typeof english> = {
  no_answer: 'Keine Antwort innerhalb von {{seconds}} Sekunden.',
  not_sent: 'Die Mail ließ sich nicht senden.',
  broken_off: 'Das Gateway wurde beendet, während die Mail gesendet wurde.',
  no_address: 'Das ist keine Adresse, an die Mails gehen können.',
  link_unreadable:
    'Der Link der Galerie lässt sich mit diesem SECRET_KEY nicht lesen: erneuern Sie ihn und senden Sie noch einmal.',
  answered: '{{service}} hat mit {{status}} geantwortet.',
  unreachable: '{{service}} war nicht zu erreichen.',
}
