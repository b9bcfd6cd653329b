import type { PixLocale } from '../rooms.ts'

interface Words {
  subject: string
  subjectAgain: string
  greeting: string
  greetingWithoutName: string
  ready: string
  changed: string
  look: string
  passOn: string
  end: string
}

/** What customers are written. `{…}` is filled in. */
export const mailWords: Record<PixLocale, Words> = {
  de: {
    subject: 'Ihre Galerie ist freigegeben ({number})',
    subjectAgain: 'Ihre Galerie wurde aktualisiert ({number})',
    greeting: 'Guten Tag {name},',
    greetingWithoutName: 'Guten Tag,',
    ready: 'Ihre Bilder zum Auftrag {number} sind fertig. Sie können sie jetzt ansehen und herunterladen:',
    changed: 'Ihre Bilder zum Auftrag {number} wurden geändert. Die neue Fassung können Sie hier ansehen:',
    look: 'Galerie ansehen',
    passOn: 'Wer diesen Link hat, sieht die Galerie. Geben Sie ihn nur weiter, wenn Sie das möchten.',
    end: 'Mit freundlichen Grüßen',
  },
  en: {
    subject: 'Your gallery is ready ({number})',
    subjectAgain: 'Your gallery has been updated ({number})',
    greeting: 'Dear {name},',
    greetingWithoutName: 'Hello,',
    ready: 'Your pictures for order {number} are ready. You can look at them and download them now:',
    changed: 'Your pictures for order {number} have changed. You can see the new version here:',
    look: 'See the gallery',
    passOn: 'Whoever has this link sees the gallery. Pass it on only to those who should.',
    end: 'Kind regards',
  },
}

export const fillIn = (sentence: string, values: Readonly<Record<string, string>>): string =>
  sentence.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '')
