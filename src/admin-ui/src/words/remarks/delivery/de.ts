import type { Wording } from '../../wording.ts'
import type { delivery as english } from './en.ts'

export const delivery: Wording<typeof english> = {
  no_answer: 'Keine Antwort innerhalb von {{seconds}} Sekunden.',
  secret_unreadable: 'Das Geheimnis lässt sich mit diesem SECRET_KEY nicht lesen: ersetzen Sie es.',
  not_sent: 'Die Nachricht ließ sich nicht senden.',
  answered: 'Die Antwort war {{status}}.',
  no_address: '{{host}} hat keine Adresse.',
  not_public: '{{host}} ist nicht im offenen Internet.',
  redirects: '{{host}} leitet immer wieder weiter.',
  too_large: '{{host}} hat mehr als {{bytes}} Byte geantwortet.',
  compressed: '{{host}} antwortet ungebeten komprimiert.',
  silent: '{{host}} hat {{milliseconds}} ms lang nichts gesagt.',
  not_https: '{{host}}: nicht https.',
  other_port: '{{host}}: der Port {{port}} ist nicht erlaubt.',
  failed: 'Die Verbindung zu {{host}} kam nicht zustande oder brach ab: {{what}}',
}
