import type { PrivacyMode } from '../disclosure.ts'
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
  /** In short lines: the place may be small. */
  pictureGone: readonly string[]
  pictureLate: readonly string[]
  privacy: string
  /** Who gets images outside the EU, and what becomes of private things in them before. */
  services: string
  modes: Record<PrivacyMode, string>
  neverLeaves: string
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
    pictureGone: ['Dieses Bild', 'ist nicht mehr da.'],
    pictureLate: ['Dieses Bild ist gerade', 'nicht zu bekommen.'],
    privacy: 'Datenschutz',
    services:
      'Damit Bilder beschrieben und bearbeitet werden können, dürfen diese Dienste außerhalb der EU sie verarbeiten: {services}.',
    modes: {
      blur: 'Gesichter, Kennzeichen und Schriften, die unsere Prüfung findet, werden vorher unkenntlich gemacht, es sei denn, ein Mensch hat das Bild freigegeben.',
      withhold:
        'Bilder, in denen unsere Prüfung Gesichter, Kennzeichen oder Schriften findet, bekommen sie nicht, es sei denn, ein Mensch hat das Bild freigegeben.',
    },
    neverLeaves: 'Namen, Adressen und Angaben in der Datei wie der Aufnahmeort werden nicht übermittelt.',
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
    pictureGone: ['This picture', 'is no longer there.'],
    pictureLate: ['This picture cannot', 'be had just now.'],
    privacy: 'Privacy',
    services:
      'So that pictures can be described and edited, these services outside the EU may process them: {services}.',
    modes: {
      blur: 'Faces, licence plates and writing that our check finds are made unrecognizable before, unless a person has approved the picture.',
      withhold:
        'They do not get pictures in which our check finds faces, licence plates or writing, unless a person has approved the picture.',
    },
    neverLeaves: 'Names, addresses and what the file says, such as where the picture was taken, are not passed on.',
  },
}
