import type { JobLinks } from '../links.ts'
import { pathOf, type ServedPage, servePage } from './guest-frame.ts'
import { dayAndTime, megabytes, timeLeft } from './guest-numbers.ts'
import { guestWords, type Language } from './guest-words.ts'
import { html } from './markup.ts'
import { fileNameOf, type PublishedResult } from './publication.ts'

type Words = (typeof guestWords)[Language]

/** What a guest's phone shows: the picture, ways to keep it and pass it on, and how long it is there. */
export function renderGuestPage(result: PublishedResult, links: JobLinks, language: Language): ServedPage {
  const words = guestWords[language]
  const { jobId, width, height } = result
  const full = pathOf(links.result(jobId))
  const body = html`<main class="result">
${pictureOf(result, full, words)}
<div class="words">
<h1>${words.ready}</h1>
${result.fallback === 'original' ? html`<p class="note">${words.original}</p>` : html``}
${endOf(result, words)}
<div class="actions">
<a class="save" href="${full}" download="${fileNameOf(result)}">${words.save} <small>${megabytes(words.locale, result.bytes)}</small></a>
<button type="button" class="quiet" data-share="${full}" data-name="${fileNameOf(result)}" data-link="${links.guestPage(jobId)}" hidden>${words.share}</button>
</div>
<p class="hint">${words.hint}</p>
${passOn({ link: links.guestPage(jobId), code: `${full}/qr.svg`, says: words.passOnText }, words)}
</div>
</main>`
  return servePage({
    ...{ language, title: words.ready, body },
    head: previewOf(
      words.sharedTitle,
      links.guestPage(jobId),
      `${links.result(jobId)}/preview.webp`,
      `${full}/preview.webp`,
    ),
    // The place is kept before the picture is there, whatever its form: nothing jumps.
    ownStyle: `:root{--w:${Number(width)};--h:${Number(height)}}`,
    scriptPath: pathOf(links.guestScript()),
  })
}

/** The small picture stands in until the large one is there, but not behind one that may be transparent: it would shine through. */
function pictureOf({ type }: PublishedResult, full: string, words: Words) {
  const isOpaque = type === 'image/jpeg'
  const small = isOpaque ? html`<img src="${full}/preview.webp" alt="">` : html``
  return html`<figure class="picture"><div class="frame${isOpaque ? '' : ' clear'}">
${small}<img src="${full}" alt="${words.picture}" fetchpriority="${isOpaque ? 'low' : 'high'}" data-full>
</div></figure>`
}

function endOf({ expiresAt, secondsLeft }: PublishedResult, words: Words) {
  const [before = '', after = ''] = words.until.split('{date}')
  const left = words.left.replace('{time}', timeLeft(words.locale, secondsLeft))
  return html`<p class="until">${before}<time datetime="${expiresAt.toISOString()}">${dayAndTime(words.locale, expiresAt)}</time>${after} <span>(${left})</span></p>`
}

/** Messengers show it in place of a bare link. */
function previewOf(title: string, link: string, image: string, icon: string) {
  return html`<meta property="og:type" content="website">
<meta property="og:title" content="${title}">
<meta property="og:url" content="${link}">
<meta property="og:image" content="${image}">
<meta property="og:image:type" content="image/webp">
<meta name="twitter:card" content="summary_large_image">
<link rel="icon" type="image/webp" href="${icon}">`
}

interface PassOn {
  link: string
  /** Address of its QR code. */
  code: string
  says: string
}

/** The link in the open, for whoever has no way to share, and its code for whoever stands beside. */
export function passOn({ link, code, says }: PassOn, words: Words) {
  return html`<details class="pass-on">
<summary>${words.passOn}</summary>
<div>
<p>${says}</p>
<img src="${code}" width="200" height="200" loading="lazy" alt="${words.code}">
<a href="${link}">${link}</a>
<button type="button" class="quiet" data-copy="${link}" data-done="${words.copied}" hidden>${words.copy}</button>
</div>
</details>`
}
