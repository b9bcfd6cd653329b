import type { Gallery, GalleryPicture } from './galleries.ts'
import { dayAndTime, emptyFrame, html, joined, page } from './guest-page.ts'
import { guestWords, type Language } from './guest-words.ts'

interface GalleryPage {
  gallery: Gallery
  pictures: GalleryPicture[]
  /** Address of the pictures that are older than these. */
  olderPath: string | null
  /** Address of the newest ones, where these are not. */
  newestPath: string | null
}

/** What a guest sees of a gallery: small pictures, each of which leads to its own page. */
export function renderGalleryPage(shown: GalleryPage, language: Language): string {
  const { gallery, pictures, olderPath, newestPath } = shown
  const words = guestWords[language]
  const [before = '', after = ''] = words.galleryUntil.split('{date}')
  const grid = joined(pictures.map((picture) => thumbnail(picture, words.picture)))
  const empty = html`<div class="none">${emptyFrame}<p>${words.galleryEmpty}</p></div>`
  const link = (path: string | null, text: string) => (path === null ? html`` : html`<a href="${path}">${text}</a>`)
  const body = html`<main class="gallery">
<h1>${gallery.title}</h1>
<p class="until">${before}<time datetime="${gallery.endsAt.toISOString()}">${dayAndTime(words.locale, gallery.endsAt)}</time>${after}</p>
${pictures.length === 0 ? empty : html`<div class="grid">${grid}</div>`}
<nav>${link(newestPath, words.galleryNewest)}${link(olderPath, words.galleryOlder)}</nav>
</main>`
  return page(language, gallery.title, html``, body)
}

/** The size keeps the place before the picture is there: nothing jumps under a finger. */
function thumbnail({ jobId, width, height }: GalleryPicture, words: string) {
  return html`<a href="/r/${jobId}"><img src="/public/results/${jobId}/preview.webp" width="${width}" height="${height}" loading="lazy" alt="${words}"></a>`
}
