import type { JobLinks } from '../links.ts'
import { guestPageStyle } from './guest-page-style.ts'
import { guestWords, type Language } from './guest-words.ts'
import { fileNameOf, type PublishedResult } from './publication.ts'

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (character) => entities[character] ?? '')

/** A template whose values are text: each of them is escaped, markup is not. */
export function html(strings: TemplateStringsArray, ...values: (string | number | Markup)[]): Markup {
  const written = values.map((value) => (typeof value === 'object' ? value.markup : escapeHtml(String(value))))
  return { markup: String.raw({ raw: strings }, ...written) }
}

/** Text that is HTML already. */
export interface Markup {
  markup: string
}

export const joined = (parts: Markup[]): Markup => ({ markup: parts.map(({ markup }) => markup).join('\n') })

/** The frame of everything that guests read. */
export function page(language: Language, title: string, head: Markup, body: Markup): string {
  const style = { markup: guestPageStyle }
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="robots" content="noindex">
<meta name="theme-color" content="#ebe8e2" media="(prefers-color-scheme: light)">
<meta name="theme-color" content="#0b0a0a" media="(prefers-color-scheme: dark)">
<title>${title}</title>
${head}
<style>${style}</style>
</head>
<body>
${body}
</body>
</html>
`.markup
}

/** The days, hours or minutes that are certainly left. */
function timeLeft(locale: string, seconds: number): string {
  const minutes = Math.max(1, Math.floor(seconds / 60))
  const [count, unit] =
    minutes >= 48 * 60
      ? [Math.floor(minutes / 1440), 'day']
      : minutes >= 120
        ? [Math.floor(minutes / 60), 'hour']
        : [minutes, 'minute']
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(count)
}

/** Studio and guests share a place, so the machine's time zone is theirs; its name is written beside it. */
export function dayAndTime(locale: string, moment: Date): string {
  const written = new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'long',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  }).format(moment)
  return written.replace(/(?<=\d) (?=\S+$)/, '\u00a0') // the time and its zone stay on one line
}

const sizeOf = (locale: string, bytes: number) =>
  new Intl.NumberFormat(locale, { style: 'unit', unit: 'megabyte', maximumSignificantDigits: 2 }).format(
    Math.max(bytes / 1_000_000, 0.1),
  )

/** Pictures come from where the page came from, whatever the public address is called. */
const pathOf = (link: string) => new URL(link).pathname

/** What a guest's phone shows: the picture, a way to keep it, and how long it is there. */
export function renderGuestPage(result: PublishedResult, links: JobLinks, language: Language): string {
  const words = guestWords[language]
  const { jobId, width, height, expiresAt } = result
  const full = pathOf(links.result(jobId))
  const preview = `${full}/preview.webp`

  const head = html`<meta property="og:title" content="${words.ready}">
<meta property="og:image" content="${links.result(jobId)}/preview.webp">
<link rel="icon" type="image/webp" href="${preview}">`

  const [before = '', after = ''] = words.until.split('{date}')
  const body = html`<main class="result">
<figure class="picture">
<img src="${preview}" width="${width}" height="${height}" alt="">
<img src="${full}" width="${width}" height="${height}" alt="${words.picture}">
</figure>
<div class="words">
<h1>${words.ready}</h1>
<p class="until">${before}<time datetime="${expiresAt.toISOString()}">${dayAndTime(words.locale, expiresAt)}</time>${after} <span>(${words.left.replace('{time}', timeLeft(words.locale, result.secondsLeft))})</span></p>
<a class="download" href="${full}" download="${fileNameOf(result)}">${words.download} <small>${sizeOf(words.locale, result.bytes)}</small></a>
<p class="hint">${words.hint}</p>
<details>
<summary>${words.share}</summary>
<div class="share">
<p>${words.shareHint}</p>
<img src="${full}/qr.svg" width="176" height="176" loading="lazy" alt="${words.code}">
<a href="${links.guestPage(jobId)}">${links.guestPage(jobId)}</a>
</div>
</details>
</div>
</main>`
  return page(language, words.ready, head, body)
}

export const emptyFrame = html`<svg viewBox="0 0 72 72" fill="none" stroke="currentColor" stroke-width="2" aria-hidden="true">
<rect x="8" y="14" width="56" height="44" rx="5"/><circle cx="25" cy="29" r="4.5"/><path d="m8 50 15-13 11 9 14-14 16 15"/>
</svg>`

/** What a guest is told in place of a picture. */
export type Notice = 'making' | 'failed' | 'unknown' | 'expired' | 'broken' | 'galleryOver' | 'galleryUnknown'

export function noticeFor(status: number): Notice {
  if (status === 410) return 'expired'
  return status === 404 ? 'unknown' : 'broken'
}

/** The same quiet page when there is nothing to show. */
export function renderGuestNotice(notice: Notice, language: Language): string {
  const words = guestWords[language]
  const body = html`<main class="notice ${notice}">
${emptyFrame}
<h1>${words[notice]}</h1>
<p>${words[`${notice}Text`]}</p>
</main>`
  return page(language, words[notice], html``, body)
}
