import { html, joined } from '../../media/markup.ts'
import type { PixLocale } from '../rooms.ts'
import { galleryWords } from './gallery-words.ts'

/** It has colours, and can do nothing. */
export const missingPictureHeaders = {
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
}

/**
 * What stands where a picture should be: browsers draw it whatever the status of the answer is, and the page needs no
 * script for that. It has no size of its own, so that its words are never cut to the shape of the picture.
 */
export function drawMissingPicture(status: number, language: PixLocale): string {
  const lines = galleryWords[language][status === 404 || status === 410 ? 'pictureGone' : 'pictureLate']
  const shown = lines.map((line, index) => html`<tspan x="50%" dy="${index === 0 ? 0 : 20}">${line}</tspan>`)
  return html`<svg xmlns="http://www.w3.org/2000/svg" width="100%" height="100%">
<style>rect { fill: #ebe8e2 } text { fill: #4d4842 } @media (prefers-color-scheme: dark) { rect { fill: #211f1c } text { fill: #b8b2a8 } }</style>
<rect width="100%" height="100%"/>
<text x="50%" y="50%" font-family="system-ui, sans-serif" font-size="14" text-anchor="middle">${joined(shown)}</text>
</svg>
`.markup
}
