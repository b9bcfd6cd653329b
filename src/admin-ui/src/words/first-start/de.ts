import type { English } from '../en.ts'
import type { Wording } from '../wording.ts'

export const firstStart: Wording<English['firstStart']> = {
  title: 'Willkommen',
  intro: 'Vier kurze Schritte bis zum ersten Bild. Jeder darf warten.',
  later: 'Später',
  done: 'Fertig',
  skipped: 'Später',
  finish: 'Zur Übersicht',
  password: {
    title: 'Ihr eigenes Passwort',
    text: 'Das erste stand im Fenster des Gateways, wo auch andere es lesen können.',
    submit: 'Speichern',
  },
  ingest: {
    title: 'Das Passwort für Fotoboxen',
    text: 'Jede Fotobox schickt es mit ihren Fotos mit. Tragen Sie es in DSLR Remote Pro ein.',
    field: 'Empfangspasswort',
    rule: '8 bis 64 Zeichen',
    suggest: 'Eines vorschlagen',
    submit: 'Speichern',
    saved: 'Bitte notieren: Es wird nicht noch einmal gezeigt.',
  },
  address: {
    title: 'Die Adresse',
    text: 'Links und QR-Codes für Gäste beginnen mit ihr. Telefone der Gäste und Fotoboxen müssen das Gateway darunter erreichen.',
    field: 'Öffentliche Adresse',
    fieldHelp: 'Wie https://booth.example.org, gegebenenfalls mit Port.',
    environment: 'Beim Start durch PUBLIC_BASE_URL gesetzt; was Sie hier speichern, geht vor.',
    local:
      'Unter „{{host}}“ findet nur dieser Rechner das Gateway. Die Telefone der Gäste brauchen seinen Namen oder seine Nummer im Netz.',
    submit: 'Speichern',
  },
  tryIt: {
    title: 'Das erste Bild',
    text: 'Unser Beispielfoto oder eines von Ihnen, durch einen Slot Ihrer Wahl.',
    slot: 'Slot',
    sample: 'Das Beispielfoto',
    own: 'Ein anderes Foto …',
    submit: 'Bild machen',
    making: 'Das Bild entsteht …',
    before: 'Vorher',
    after: 'Nachher',
    took: 'Fertig nach {{duration}}.',
  },
}
