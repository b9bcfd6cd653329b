/** What a guest reads, in the languages we speak. `{…}` is filled in. */
export const guestWords = {
  en: {
    locale: 'en-GB',
    ready: 'Your picture is ready',
    picture: 'The finished picture',
    until: 'Available until {date}',
    left: '{time} left',
    download: 'Download',
    hint: 'To keep it among your photos, touch and hold the picture.',
    share: 'Share',
    shareHint: 'Pass this link on, or let a friend scan the code.',
    code: 'QR code of this page',
    making: 'Your picture is being made',
    makingText: 'Just leave this page open: it looks again by itself.',
    failed: 'This picture could not be made',
    failedText: 'Sorry about that. Please ask at the photo booth whether it can be taken once more.',
    expired: 'This picture is no longer here',
    expiredText: 'Pictures are kept for a limited time only. This one has reached its end and was deleted.',
    unknown: 'There is no picture here',
    unknownText: 'If it was taken just now, wait a moment and load this page again. If not, please check the link.',
    broken: 'Please try again in a moment',
    brokenText: 'The picture cannot be shown right now. Load this page again in a minute.',
    galleryUntil: 'Open until {date}',
    galleryEmpty: 'The first pictures will appear here by themselves.',
    galleryOlder: 'Older pictures',
    galleryNewest: 'Newest pictures',
    galleryOver: 'This gallery is closed',
    galleryOverText: 'It was open for a limited time only. Pictures can still be seen under their own links.',
    galleryUnknown: 'There is no gallery here',
    galleryUnknownText: 'Please check the link.',
  },
  de: {
    locale: 'de-DE',
    ready: 'Das Bild ist fertig',
    picture: 'Das fertige Bild',
    until: 'Verfügbar bis {date}',
    left: 'noch {time}',
    download: 'Herunterladen',
    hint: 'Zum Sichern bei den eigenen Fotos das Bild lange gedrückt halten.',
    share: 'Teilen',
    shareHint: 'Einfach diesen Link weitergeben oder den Code scannen lassen.',
    code: 'QR-Code dieser Seite',
    making: 'Das Bild entsteht gerade',
    makingText: 'Diese Seite einfach offen lassen: Sie schaut von selbst wieder nach.',
    failed: 'Dieses Bild ist leider nicht gelungen',
    failedText: 'Das tut uns leid. Bitte am Fotostand fragen, ob es noch einmal aufgenommen werden kann.',
    expired: 'Dieses Bild ist nicht mehr da',
    expiredText: 'Bilder bleiben nur eine begrenzte Zeit. Die Zeit dieses Bildes ist um, es wurde gelöscht.',
    unknown: 'Hier ist kein Bild',
    unknownText:
      'Wenn es gerade erst aufgenommen wurde: kurz warten und diese Seite neu laden. Sonst bitte den Link prüfen.',
    broken: 'Bitte gleich noch einmal versuchen',
    brokenText: 'Das Bild kann gerade nicht gezeigt werden. Diese Seite in einer Minute neu laden.',
    galleryUntil: 'Geöffnet bis {date}',
    galleryEmpty: 'Die ersten Bilder erscheinen hier von selbst.',
    galleryOlder: 'Ältere Bilder',
    galleryNewest: 'Neueste Bilder',
    galleryOver: 'Diese Galerie ist geschlossen',
    galleryOverText:
      'Sie war nur eine begrenzte Zeit geöffnet. Unter ihren eigenen Links sind die Bilder weiter zu sehen.',
    galleryUnknown: 'Hier ist keine Galerie',
    galleryUnknownText: 'Bitte den Link prüfen.',
  },
  ru: {
    locale: 'ru-RU',
    ready: 'Фото готово',
    picture: 'Готовое фото',
    until: 'Доступно до {date}',
    left: 'осталось {time}',
    download: 'Скачать',
    hint: 'Чтобы сохранить фото в галерею, нажмите на него и удерживайте.',
    share: 'Поделиться',
    shareHint: 'Отправьте эту ссылку или дайте отсканировать код.',
    code: 'QR-код этой страницы',
    making: 'Ваше фото готовится',
    makingText: 'Просто оставьте эту страницу открытой: она обновится сама.',
    failed: 'Это фото не получилось',
    failedText: 'Нам очень жаль. Пожалуйста, спросите у фотостойки, можно ли снять ещё раз.',
    expired: 'Этого фото больше нет',
    expiredText: 'Фото хранятся ограниченное время. Срок этого фото истёк, оно удалено.',
    unknown: 'Здесь нет фото',
    unknownText:
      'Если снимок сделан только что, подождите немного и обновите страницу. Если нет, проверьте, пожалуйста, ссылку.',
    broken: 'Попробуйте, пожалуйста, чуть позже',
    brokenText: 'Сейчас фото показать нельзя. Обновите страницу через минуту.',
    galleryUntil: 'Открыта до {date}',
    galleryEmpty: 'Первые фото появятся здесь сами.',
    galleryOlder: 'Более ранние фото',
    galleryNewest: 'Самые новые фото',
    galleryOver: 'Эта галерея закрыта',
    galleryOverText: 'Она была открыта ограниченное время. По своим ссылкам фото по-прежнему доступны.',
    galleryUnknown: 'Здесь нет галереи',
    galleryUnknownText: 'Проверьте, пожалуйста, ссылку.',
  },
} as const

export type Language = keyof typeof guestWords

const isSpoken = (language: string): language is Language => Object.hasOwn(guestWords, language)

/** The language that an Accept-Language header likes best among ours. */
export function chooseLanguage(header: string | undefined, otherwise: Language = 'en'): Language {
  const wishes = (header ?? '').split(',').map((wish) => {
    const [tag = '', weight] = wish.split(';')
    return {
      language: tag.trim().toLowerCase().split('-')[0] ?? '',
      weight: Number(/q=([\d.]+)/.exec(weight ?? '')?.[1] ?? 1),
    }
  })
  const liked = wishes.filter(({ weight }) => weight > 0).sort((a, b) => b.weight - a.weight)
  return liked.map(({ language }) => language).find(isSpoken) ?? otherwise
}
