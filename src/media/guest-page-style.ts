import { createHash } from 'node:crypto'

/** The look of the guest page. The picture speaks; everything else is quiet. */
export const guestPageStyle = `
:root {
  color-scheme: light dark;
  --paper: #f6f4f0; --mat: #ebe8e2; --ink: #1d1b18; --quiet: #6b665e; --line: #d9d4cb; --button: #1d1b18; --on-button: #fbfaf8;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #141312; --mat: #0b0a0a; --ink: #f1eee9; --quiet: #a39d94; --line: #34312d; --button: #f1eee9; --on-button: #141312;
  }
}
* { box-sizing: border-box; margin: 0; }
html { -webkit-text-size-adjust: 100%; background: var(--paper); }
body {
  min-height: 100svh; background: var(--paper); color: var(--ink);
  font: 1.0625rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
}
.picture { position: relative; display: grid; background: var(--mat); }
.picture img { position: relative; display: block; width: 100%; height: auto; max-height: 74svh; object-fit: contain; }
/* The preview only stands in: its rounded sides must not move the page by a pixel. */
.picture img:first-child { position: absolute; inset: 0; height: 100%; max-height: none; padding: inherit; }
.words {
  max-width: 34rem; margin: 0 auto; padding: 1.5rem max(1.25rem, env(safe-area-inset-left)) calc(2rem + env(safe-area-inset-bottom));
}
h1 { font-size: 1.5rem; line-height: 1.25; font-weight: 600; letter-spacing: -0.01em; text-wrap: balance; }
.until { margin-top: 0.375rem; text-wrap: balance; color: var(--quiet); font-size: 0.9375rem; }
.until span { white-space: nowrap; }
.download {
  display: flex; justify-content: center; align-items: baseline; gap: 0.625rem; margin-top: 1.25rem; padding: 0.9375rem 1.25rem;
  border-radius: 0.875rem; background: var(--button); color: var(--on-button); font-weight: 600; text-decoration: none;
}
.download:active { opacity: 0.85; }
.download small { font-size: 0.875rem; font-weight: 400; opacity: 0.75; }
.hint { margin-top: 0.75rem; color: var(--quiet); font-size: 0.9375rem; text-align: center; text-wrap: balance; }
details { margin-top: 1.25rem; border-top: 1px solid var(--line); }
summary { display: flex; justify-content: space-between; padding: 1rem 0; font-weight: 600; cursor: pointer; list-style: none; }
summary::-webkit-details-marker { display: none; }
summary::after { content: "+"; color: var(--quiet); font-weight: 400; font-size: 1.25rem; line-height: 1.2; }
details[open] summary::after { content: "\\2212"; }
.share { display: grid; gap: 1rem; justify-items: center; color: var(--quiet); font-size: 0.9375rem; text-align: center; }
.share a { color: var(--ink); overflow-wrap: anywhere; text-underline-offset: 0.2em; }
.share img { width: 11rem; height: 11rem; border-radius: 0.75rem; background: #fff; }
:focus-visible { outline: 3px solid var(--quiet); outline-offset: 3px; border-radius: 0.875rem; }
.notice { min-height: 100svh; display: grid; place-content: center; justify-items: center; padding: 2rem; text-align: center; }
.notice svg { width: 4.5rem; height: 4.5rem; color: var(--quiet); margin-bottom: 1.5rem; }
/* One breath is as long as the page waits before it looks again, so that nobody sees it begin anew. */
@media (prefers-reduced-motion: no-preference) { .making svg { animation: breathe 3s ease-in-out infinite; } }
@keyframes breathe { 50% { opacity: 0.35; } }
.notice p { max-width: 26rem; margin-top: 0.75rem; color: var(--quiet); text-wrap: balance; }
.gallery { max-width: 80rem; margin: 0 auto; padding: 1.5rem max(1rem, env(safe-area-inset-left)) calc(2rem + env(safe-area-inset-bottom)); }
.grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(44%, 14rem), 1fr)); gap: 0.5rem; margin-top: 1.25rem; }
.grid a { display: block; background: var(--mat); border-radius: 0.5rem; overflow: hidden; }
.grid img { display: block; width: 100%; height: 100%; aspect-ratio: 1; object-fit: cover; }
.none { display: grid; justify-items: center; gap: 1rem; padding: 20svh 1rem; color: var(--quiet); text-align: center; }
.none svg { width: 4.5rem; height: 4.5rem; }
nav { display: flex; justify-content: space-between; gap: 1rem; margin-top: 1.5rem; }
nav a { color: var(--ink); text-underline-offset: 0.2em; padding: 0.5rem 0; }
@media (hover: hover) and (pointer: fine) { .hint { display: none; } }
@media (orientation: landscape) and (min-width: 46rem) {
  .result { display: grid; grid-template-columns: minmax(0, 1fr) minmax(19rem, 26rem); min-height: 100svh; }
  .result .picture { align-items: center; padding: 2.5svh 2.5svh; }
  .result .picture img + img { max-height: 95svh; }
  .result .words { align-self: center; width: 100%; padding: 2rem; }
}
`

/** No script, nobody else's server, no style but the one above. */
export const guestPagePolicy = [
  "default-src 'none'",
  "img-src 'self'",
  `style-src 'sha256-${createHash('sha256').update(guestPageStyle).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')
