import type { Wording } from '../../wording.ts'
import type { verdict as english } from './en.ts'

export const verdict: Wording<typeof english> = {
  provider_failed: '{{service}} ist ausgefallen: {{photos}} Fotos blieben ohne Bild.',
  provider_slow:
    '{{service}} ist zu langsam: die Aufrufe brauchten bis zu {{seconds}} s von einem Zeitfenster von {{window}} s.',
  rate_limit:
    '{{service}} nimmt {{most}} Aufrufe pro Minute, und die Fotoboxen wollen {{wanted}}: Fotos warteten {{seconds}} s.',
  concurrency_limit: '{{service}} nimmt {{most}} Aufrufe gleichzeitig: Fotos warteten {{seconds}} s.',
  workers: 'Zu wenige Arbeitsplätze: Fotos warteten {{seconds}} s auf einen von {{workers}} auf diesem Knoten.',
  slot_limit: '{{slot}} hat Fotos abgewiesen: gleichzeitig nimmt er {{most}}.',
  queue_capacity: 'Das Gateway war voll und hat Fotos abgewiesen.',
  disk: 'Der Datenträger war voll.',
  budget: 'Ein Budget von {{slot}} oder seiner Dienste war verbraucht.',
  slot_settings: '{{slot}} ist nicht fertig eingerichtet.',
  gateway: 'Das Gateway selbst war langsam: seine eigene Arbeit brauchte {{seconds}} s.',
  nothing_played: 'Bis zum Ende der Generalprobe wurde kein Foto beantwortet.',
  short_slot_budget: 'Die Veranstaltung kostet den Slot {{slot}} {{usd}} US-Dollar, sein Budget hat noch {{left}}.',
  short_provider_budget:
    'Die Veranstaltung kostet beim Dienst {{provider}} {{usd}} US-Dollar, sein Budget hat noch {{left}}.',
  nearest_service:
    'Die langsamste Antwort brauchte {{percent}} % ihres Zeitfensters; das meiste davon war {{service}}.',
  nearest_worker:
    'Die langsamste Antwort brauchte {{percent}} % ihres Zeitfensters; das meiste davon war Warten auf einen Arbeitsplatz.',
  nearest_own_work:
    'Die langsamste Antwort brauchte {{percent}} % ihres Zeitfensters; das meiste davon war die eigene Arbeit des Gateways.',
}
