import type { More } from '../en-more.ts'
import type { Wording } from '../wording.ts'

export const reasons: Wording<More['reasons']> = {
  provider_error: 'Der Dienst ist ausgefallen. Hält es an, sehen Sie unter „Dienste“ nach.',
  provider_refused: 'Der Dienst wollte das Foto nicht bearbeiten, meist wegen seiner Sicherheitsregeln.',
  provider_no_image: 'Der Dienst hat ohne Bild geantwortet.',
  provider_timeout: 'Das Bild war nicht rechtzeitig fertig.',
  slot_misconfigured: 'Der Slot ist nicht eingerichtet: Schlüssel oder Modell fehlt oder gilt nicht mehr.',
  budget_exhausted: 'Das Budget des Slots oder des Dienstes war verbraucht.',
  cancelled: 'Jemand hat die Arbeit an dem Foto gestoppt.',
  internal_error: 'Im Gateway ging etwas schief; das Protokoll sagt mehr.',
  unavailable: 'Das Gateway konnte nicht arbeiten, etwa während es neu gestartet wurde.',
  storage_full: 'Es war kein Platz mehr für Bilder.',
  unreadable_image: 'Das Foto war beschädigt.',
  invalid_request: 'Die Anfrage war kein Foto wie vereinbart. Die Diagnose des Slots zeigt, was nicht stimmte.',
  rate_limited: 'Mehr Fotos auf einmal, als der Slot annimmt.',
  queue_full: 'Es warteten schon zu viele Fotos.',
  payload_too_large: 'Das Foto war größer, als der Slot annimmt.',
  unsupported_media_type: 'Die Datei war kein Bild einer Art, die angenommen wird.',
  slot_disabled: 'Der Slot war ausgeschaltet oder geschlossen.',
  slot_not_found: 'Diesen Slot gibt es nicht.',
  upload_timeout: 'Das Foto kam nicht rechtzeitig an; vielleicht ist das Netz vor Ort langsam.',
  idempotency_conflict: 'Die Fotobox hat einen Schlüssel für zwei verschiedene Fotos benutzt.',
}
