import type { English } from '../en.ts'
import type { Wording } from '../wording.ts'

export const audit: Wording<English['audit']> = {
  title: 'Protokoll',
  who: 'Wer',
  whoHelp: 'E-Mail-Adresse',
  what: 'Was',
  everything: 'Alles',
  allOf: '{{thing}}: alle',
  from: 'Von',
  to: 'Bis',
  more: 'Mehr zeigen',
  noneTitle: 'Nichts wurde geändert',
  noneText: 'Zu dieser Suche ist nichts verzeichnet.',
  showAll: 'Alles zeigen',
  onlyThisPerson: 'Nur, was diese Person getan hat',
  fields_one: '{{count}} Feld',
  fields_other: '{{count}} Felder',
  before: 'Vorher',
  after: 'Nachher',
  things: {
    slot: 'Slots',
    template: 'Vorlagen',
    job: 'Aufträge',
    result: 'Bilder',
    gallery: 'Galerien',
    test_run: 'Probefotos',
    rehearsal: 'Generalproben',
    settings: 'Einstellungen',
    ingest_password: 'Passwort für Fotoboxen',
    provider: 'Dienste',
    provider_key: 'Schlüssel von Diensten',
    queue: 'Warteschlangen',
    cleaner: 'Aufräumer',
    webhook: 'Webhooks',
    pix_job: 'Aufträge von pix.immo',
    pix_shoot: 'Shootings',
    pix_image: 'Finale Bilder',
    pix_upload: 'Uploads der Bearbeiter',
    editor_token: 'Tokens der Bearbeiter',
    pix_gallery: 'Galerien von pix.immo',
    pix_mail: 'Mails von pix.immo',
    pix_target: 'Übergabeziele',
    pix_export: 'Übergaben',
    person: 'Personen',
    session: 'Anmeldungen',
    token: 'Tokens',
  },
  kinds: {
    slot: {
      created: 'Slot angelegt',
      saved: 'Slot gespeichert',
      password_changed: 'Passwort eines Slots geändert',
      removed: 'Slot gelöscht',
    },
    template: {
      added: 'Vorlage hinzugefügt',
      renamed: 'Vorlage umbenannt',
      rebound: 'Vorlage in Slots ausgetauscht',
      removed: 'Vorlage gelöscht',
    },
    job: {
      retried: 'Foto wiederholt',
      cancelled: 'Foto gestoppt',
    },
    result: {
      deleted: 'Bild vorzeitig gelöscht',
    },
    gallery: {
      opened: 'Galerie geteilt',
      stopped: 'Galerie beendet',
    },
    test_run: {
      started: 'Slot ausprobiert',
    },
    rehearsal: {
      started: 'Generalprobe begonnen',
      stopped: 'Generalprobe angehalten',
    },
    settings: {
      changed: 'Einstellungen geändert',
    },
    ingest_password: {
      changed: 'Passwort für Fotoboxen geändert',
    },
    provider: {
      limits_changed: 'Grenzen eines Dienstes geändert',
      rests_ended: 'Pause eines Dienstes von Hand beendet',
    },
    provider_key: {
      changed: 'Schlüssel eines Dienstes geändert',
    },
    queue: {
      paused: 'Warteschlange angehalten',
      resumed: 'Warteschlange fortgesetzt',
    },
    cleaner: {
      run: 'Aufräumer von Hand gestartet',
    },
    webhook: {
      created: 'Webhook hinzugefügt',
      changed: 'Webhook geändert',
      secret_rotated: 'Geheimnis eines Webhooks ersetzt',
      tested: 'Webhook getestet',
      replayed: 'Nachricht erneut gesendet',
      deleted: 'Webhook gelöscht',
    },
    pix_job: {
      created: 'Auftrag von pix.immo angelegt',
      changed: 'Auftrag von pix.immo geändert',
      orchestrator_run: 'Auftrag an einen Dienst gegeben',
      text_written: 'Texte eines Exposés geschrieben',
    },
    pix_shoot: {
      created: 'Shooting angelegt',
      changed: 'Shooting geändert',
    },
    pix_image: {
      delivered: 'Finales Bild geliefert',
      excluded: 'Bild ausgeschlossen',
      included: 'Bild wieder aufgenommen',
      retried: 'Bild erneut verarbeitet',
      room_set: 'Raum eines Bildes gesetzt',
      edit_requested: 'Objekt soll aus Bild entfernt werden',
      segmented: 'Objekt freigestellt',
      best_version_chosen: 'Andere Fassung eines Bildes gewählt',
      caption_written: 'Texte eines Bildes geschrieben',
    },
    pix_upload: {
      begun: 'Upload begonnen',
    },
    editor_token: {
      created: 'Token für Bearbeiter erstellt',
      revoked: 'Token eines Bearbeiters gesperrt',
    },
    pix_gallery: {
      released: 'Galerie freigegeben',
      withdrawn: 'Galerie zurückgezogen',
      link_renewed: 'Link einer Galerie erneuert',
    },
    pix_mail: {
      retried: 'Mail erneut eingereiht',
    },
    pix_target: {
      created: 'Übergabeziel angelegt',
      changed: 'Übergabeziel geändert',
      deleted: 'Übergabeziel gelöscht',
    },
    pix_export: {
      requested: 'Übergabe angefordert',
    },
    person: {
      created: 'Konto angelegt',
      changed: 'Rolle oder Zugang geändert',
      password_changed: 'Passwort geändert',
      signed_out: 'Überall abgemeldet',
      deleted: 'Konto gelöscht',
    },
    session: {
      revoked: 'Gerät abgemeldet',
    },
    token: {
      created: 'Token erstellt',
      revoked: 'Token gelöscht',
    },
  },
}
