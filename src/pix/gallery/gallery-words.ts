import type { PixLocale } from '../rooms.ts'

interface Words {
  locale: string
  pictures: string
  picture: string
  all: string
  download: string
  downloadAll: string
  captionsText: string
  captionsJson: string
  expose: string
  previous: string
  next: string
  back: string
  other: string
  empty: string
  downloads: string
}

/** What customers read around their pictures. `{…}` is filled in. */
export const galleryWords: Record<PixLocale, Words> = {
  de: {
    locale: 'de-DE',
    pictures: '{count} Bilder',
    picture: '1 Bild',
    all: 'Alle Bilder',
    download: 'Bild herunterladen',
    downloadAll: 'Alles herunterladen (ZIP)',
    captionsText: 'Bildtexte (.txt)',
    captionsJson: 'Bildtexte (.json)',
    expose: 'Exposé (.json)',
    previous: 'Vorheriges Bild',
    next: 'Nächstes Bild',
    back: 'Zurück zur Galerie',
    other: 'English',
    empty: 'In dieser Galerie ist kein Bild.',
    downloads: 'Zum Herunterladen',
  },
  en: {
    locale: 'en-GB',
    pictures: '{count} pictures',
    picture: '1 picture',
    all: 'All pictures',
    download: 'Download this picture',
    downloadAll: 'Download everything (ZIP)',
    captionsText: 'Captions (.txt)',
    captionsJson: 'Captions (.json)',
    expose: 'Exposé (.json)',
    previous: 'Previous picture',
    next: 'Next picture',
    back: 'Back to the gallery',
    other: 'Deutsch',
    empty: 'There is no picture in this gallery.',
    downloads: 'To download',
  },
}
