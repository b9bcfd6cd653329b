import { type ServedPage, servePage } from '../../media/guest-frame.ts'
import { megabytes } from '../../media/guest-numbers.ts'
import { html, joined, type Markup } from '../../media/markup.ts'
import type { Disclosure } from '../disclosure.ts'
import type { PixLocale } from '../rooms.ts'
import type { GalleryExpose } from '../shapes/gallery-expose.ts'
import { galleryWords } from './gallery-words.ts'
import type { GalleryImage } from './shown-gallery.ts'

interface ShownPage {
  expose: GalleryExpose
  disclosure: Disclosure
  /** Of the gallery, as in `/pix/…`. */
  path: string
  language: PixLocale
}

const none = html``
const otherOf = (language: PixLocale): PixLocale => (language === 'de' ? 'en' : 'de')

/** A text in this language, or in the job's own. */
const textIn = (texts: Partial<Record<PixLocale, string>>, { expose, language }: ShownPage): string =>
  texts[language] || texts[expose.locale_default] || ''

const titleOf = ({ title, job_number }: GalleryExpose) => title ?? job_number
const query = ({ expose, language }: ShownPage) => (language === expose.locale_default ? '' : `?lang=${language}`)
/** Its language is for the words that stand in its place when it cannot be had. */
const fileOf = ({ path, language }: ShownPage, { image_id }: GalleryImage, size: string) =>
  `${path}/images/${image_id}?size=${size}&lang=${language}`
const pageOf = (shown: ShownPage, { image_id }: GalleryImage) => `${shown.path}/view/${image_id}${query(shown)}`
const altOf = (image: GalleryImage, shown: ShownPage) =>
  textIn(image.alt_text, shown) || image.room_label[shown.language]

const style = `
.pix, .one { overflow-wrap: anywhere; } .pix { max-width: 90rem; } .pix .grid { gap: 1.25rem 0.75rem; } .pix .grid p { margin-top: 0.375rem; font-size: 0.9375rem; color: var(--quiet); text-wrap: pretty; }
.pix section { max-width: 42rem; margin-top: 2.5rem; padding: 0 0.25rem; } .pix section p { margin-top: 0.75rem; white-space: pre-line; }
.pix h2 { font-size: 1.25rem; font-weight: 600; } .pix .files { display: flex; flex-wrap: wrap; gap: 0.625rem; margin-top: 1rem; padding: 0; list-style: none; }
.pix .privacy { color: var(--quiet); font-size: 0.9375rem; } .pix .privacy h2 { font-size: inherit; }
.one { max-width: 90rem; margin: 0 auto; padding: 0.75rem; } .one img { display: block; max-width: 100%; max-height: 82svh; width: auto; height: auto; margin: 0 auto; background: var(--mat); }
.one figcaption { max-width: 42rem; margin: 1rem auto 0; } .one figcaption p { margin-top: 0.5rem; color: var(--quiet); white-space: pre-line; }
.one nav { display: flex; flex-wrap: wrap; gap: 0.75rem 1.5rem; justify-content: center; margin-top: 1.25rem; }
`

/** What a customer sees: all pictures with their captions, the texts of the exposé, and what can be downloaded. */
export function renderPixGallery(shown: ShownPage): ServedPage {
  const { expose, path, language } = shown
  const words = galleryWords[language]
  const count = expose.images.length
  const counted = count === 1 ? words.picture : words.pictures.replace('{count}', String(count))
  const other = otherOf(language)
  const hasOther = expose.available_locales.includes(other)
  const otherLink = html`<a href="${path}?lang=${other}" hreflang="${other}" lang="${other}">${words.other}</a>`
  const body = html`<main class="gallery pix">
<header>
<h1>${titleOf(expose)}</h1>
<p class="until">${counted} ${hasOther ? otherLink : none}</p>
</header>
${count > 0 ? gridOf(shown) : html`<div class="none"><p>${words.empty}</p></div>`}
${textsOf(shown)}
<section>
<h2>${words.downloads}</h2>
<ul class="files">
<li><a class="save" href="${path}/images.zip" download>${words.downloadAll}</a></li>
<li><a class="quiet" href="${path}/captions.txt${query(shown)}" download="captions.txt">${words.captionsText}</a></li>
<li><a class="quiet" href="${path}/captions.json${query(shown)}" download="captions.json">${words.captionsJson}</a></li>
<li><a class="quiet" href="${path}/expose.json" download="expose.json">${words.expose}</a></li>
</ul>
</section>
${disclosureOf(shown)}
</main>`
  return servePage({ language, title: titleOf(expose), body, ownStyle: style })
}

function gridOf(shown: ShownPage): Markup {
  const places = shown.expose.images.map((image) => {
    const caption = textIn(image.caption_short, shown)
    const isUpright = image.height > image.width
    return html`<li><a href="${pageOf(shown, image)}"${isUpright ? html` class="whole"` : none}><img src="${fileOf(shown, image, 'thumb')}" width="${image.width}" height="${image.height}" loading="lazy" alt="${altOf(image, shown)}"></a>${caption === '' ? none : html`<p>${caption}</p>`}</li>`
  })
  return html`<ul class="grid">
${joined(places)}
</ul>`
}

function textsOf({ expose, language }: ShownPage): Markup {
  const texts = expose.texts[language] ?? expose.texts[expose.locale_default]
  // A text from the template is as short as it is long.
  const all = new Set([texts?.short, texts?.description, texts?.features, texts?.other])
  const paragraphs = [...all].filter((each) => !!each)
  if (!texts || (paragraphs.length === 0 && texts.headline === '')) return none
  return html`<section>
${texts.headline === '' ? none : html`<h2>${texts.headline}</h2>`}
${joined(paragraphs.map((each) => html`<p>${each ?? ''}</p>`))}
</section>`
}

/** Where no service is set up there is nothing to tell. */
function disclosureOf({ disclosure: { services, privacyMode }, language }: ShownPage): Markup {
  if (services.length === 0) return none
  const words = galleryWords[language]
  const names = services.map(({ name }) => `${name} (USA)`).join(', ')
  return html`<section class="privacy">
<h2>${words.privacy}</h2>
<p>${words.services.replace('{services}', names)} ${words.modes[privacyMode]} ${words.neverLeaves}</p>
</section>`
}

/** One picture, large, with its texts and a way to the next. */
export function renderPixImage(shown: ShownPage, image: GalleryImage): ServedPage {
  const { expose, path, language } = shown
  const words = galleryWords[language]
  const previous = expose.images[image.position - 2]
  const next = expose.images[image.position]
  const title = textIn(image.caption_short, shown) || image.room_label[language]
  const long = textIn(image.caption_long, shown)
  const body = html`<main class="one">
<figure>
<img src="${fileOf(shown, image, 'web')}" width="${image.width}" height="${image.height}" alt="${altOf(image, shown)}">
<figcaption>
<h1>${title}</h1>
${long === '' ? none : html`<p>${long}</p>`}
</figcaption>
</figure>
<nav>
${previous ? html`<a rel="prev" href="${pageOf(shown, previous)}">${words.previous}</a>` : none}
<a href="${fileOf(shown, image, 'full')}" download="${image.filename}">${words.download} <small>${megabytes(words.locale, image.bytes)}</small></a>
<a href="${path}${query(shown)}">${words.back}</a>
${next ? html`<a rel="next" href="${pageOf(shown, next)}">${words.next}</a>` : none}
</nav>
</main>`
  return servePage({ language, title, body, ownStyle: style })
}
