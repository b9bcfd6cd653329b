import { createHash } from 'node:crypto'
import { guestScriptVersion } from './guest-files.ts'
import { guestPageStyle } from './guest-page-style.ts'
import type { Language } from './guest-words.ts'
import { html, type Markup } from './markup.ts'

/** A page as it is sent. */
export interface ServedPage {
  body: string
  contentSecurityPolicy: string
}

interface PageParts {
  language: Language
  title: string
  head?: Markup
  body: Markup
  /** What only this page's style says; numbers and our own words, nothing a stranger wrote. */
  ownStyle?: string
  /** Address of the script that adds comfort; pages without one run none. */
  scriptPath?: string
}

const sourceOf = (style: string) => `'sha256-${createHash('sha256').update(style).digest('base64')}'`
const commonSource = sourceOf(guestPageStyle)

/** Our own pictures, our own script, the styles in the page by their hashes; nothing of anybody else. */
const policyFor = (ownStyle: string) =>
  [
    "default-src 'none'",
    "img-src 'self'",
    "script-src 'self'",
    "connect-src 'self'",
    `style-src ${commonSource}${ownStyle && ` ${sourceOf(ownStyle)}`}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
  ].join('; ')

/** The frame of every page that the gateway itself writes. */
export function servePage({ language, title, head, body, ownStyle = '', scriptPath }: PageParts): ServedPage {
  const own = ownStyle ? html`<style>${{ markup: ownStyle }}</style>` : html``
  const script = scriptPath ? html`<script type="module" src="${scriptPath}?${guestScriptVersion}"></script>` : html``
  const { markup } = html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="robots" content="noindex">
<meta name="theme-color" content="#ebe8e2" media="(prefers-color-scheme: light)">
<meta name="theme-color" content="#0b0a0a" media="(prefers-color-scheme: dark)">
<title>${title}</title>
${head ?? html``}
<style>${{ markup: guestPageStyle }}</style>${own}
${script}
</head>
<body>
${body}
</body>
</html>
`
  return { body: markup, contentSecurityPolicy: policyFor(ownStyle) }
}

/** Pictures come from where the page came from, whatever the public address is called. */
export const pathOf = (link: string) => new URL(link).pathname

export const emptyFrame = html`<svg viewBox="0 0 72 72" fill="none" stroke="currentColor" stroke-width="2" aria-hidden="true">
<rect x="8" y="14" width="56" height="44" rx="5"/><circle cx="25" cy="29" r="4.5"/><path d="m8 50 15-13 11 9 14-14 16 15"/>
</svg>`
