import type { JobLinks } from '../links.ts'
import type { Gallery, GalleryPicture } from './galleries.ts'
import { emptyFrame, pathOf, type ServedPage, servePage } from './guest-frame.ts'
import { dayAndTime } from './guest-numbers.ts'
import { passOn } from './guest-page.ts'
import { guestWords, type Language } from './guest-words.ts'
import { html, joined } from './markup.ts'

interface GalleryPage {
  gallery: Gallery
  pictures: GalleryPicture[]
  /** What comes behind `?` for the pictures that are older than these. */
  older: string | null
  /** These are the newest ones. */
  isNewest: boolean
  links: JobLinks
}

/** Without a script the page looks again by itself. */
const lookAgainSeconds = 20

/** What a guest sees of a gallery: large pictures, each of which leads to its own page. */
export function renderGalleryPage(shown: GalleryPage, language: Language): ServedPage {
  const { gallery, pictures, older, isNewest, links } = shown
  const words = guestWords[language]
  const link = links.gallery(gallery.id)
  const path = pathOf(link)
  const [before = '', after = ''] = words.galleryUntil.split('{date}')
  const body = html`<main class="gallery"${isNewest ? html` data-news="${pathOf(links.galleryNews(gallery.id))}"` : html``}>
<header>
<h1>${gallery.title}</h1>
<p class="until">${before}<time datetime="${gallery.endsAt.toISOString()}">${dayAndTime(words.locale, gallery.endsAt)}</time>${after}</p>
</header>
${isNewest && pictures.length > 0 ? html`<button type="button" class="fresh" hidden>${words.galleryFresh}</button>` : html``}
${pictures.length > 0 ? gridOf(pictures, links, words.picture) : html`<div class="none">${emptyFrame}<p>${words.galleryEmpty}</p></div>`}
<nav>
${isNewest ? html`` : html`<a href="${path}">${words.galleryNewest}</a>`}
${older === null ? html`` : html`<a rel="next" href="${path}?${older}">${words.galleryOlder}</a>`}
</nav>
${passOn({ link, code: `${path}/qr.svg`, says: words.galleryPassOnText }, words)}
</main>`
  const head = html`<noscript><meta http-equiv="refresh" content="${lookAgainSeconds}"></noscript>`
  return servePage({
    ...{ language, title: gallery.title, body },
    // Who reads older pictures must not be thrown back to the top.
    ...(isNewest && { head }),
    scriptPath: pathOf(links.guestScript()),
  })
}

const isUpright = ({ width, height }: GalleryPicture) => height > width

/** All places have the form that most pictures have; a picture of a quite different form is shown whole inside its place. */
function gridOf(pictures: GalleryPicture[], links: JobLinks, words: string) {
  const mostAreUpright = pictures.filter(isUpright).length * 2 > pictures.length
  const places = pictures.map(({ jobId, width, height }) => {
    const form = (width / height) * (mostAreUpright ? 3 / 2 : 2 / 3)
    const isOdd = form > 1.4 || form < 0.7
    return html`<li id="p-${jobId}"><a href="${pathOf(links.guestPage(jobId))}"${isOdd ? html` class="whole"` : html``}><img src="${pathOf(links.result(jobId))}/preview.webp" width="${width}" height="${height}" loading="lazy" alt="${words}"></a></li>`
  })
  return html`<ul class="grid${mostAreUpright ? ' upright' : ''}">
${joined(places)}
</ul>`
}
