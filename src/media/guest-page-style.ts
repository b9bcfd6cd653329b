/** The look of the pages that the gateway itself writes. The picture speaks; everything else is quiet. */
export const guestPageStyle = `
:root {
  color-scheme: light dark;
  --paper: #f6f4f0; --mat: #ebe8e2; --ink: #1d1b18; --quiet: #625d55; --line: #d9d4cb; --button: #1d1b18; --on-button: #fbfaf8;
  --room: 72svh;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #141312; --mat: #0b0a0a; --ink: #f1eee9; --quiet: #a8a299; --line: #34312d; --button: #f1eee9; --on-button: #141312;
  }
}
* { box-sizing: border-box; margin: 0; }
[hidden] { display: none !important; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; background: var(--paper); }
body {
  min-height: 100svh; background: var(--paper); color: var(--ink);
  font: 1.0625rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
}
h1 { font-size: 1.5rem; line-height: 1.25; font-weight: 600; letter-spacing: -0.01em; text-wrap: balance; overflow-wrap: anywhere; }
a { color: var(--ink); text-underline-offset: 0.2em; }
button { font: inherit; color: inherit; cursor: pointer; }
:focus-visible { outline: 3px solid var(--quiet); outline-offset: 3px; border-radius: 0.875rem; }

.picture { display: grid; place-items: center; min-height: 28svh; background: var(--mat); }
.frame { position: relative; width: min(100%, var(--room) * var(--w) / var(--h)); aspect-ratio: var(--w) / var(--h); }
.frame img { position: absolute; inset: 0; width: 100%; height: 100%; color: transparent; }
/* What is transparent lies on a light table, whatever the hour. */
.clear { background: #dcd8d1; }
.words {
  width: 100%; max-width: 34rem; margin: 0 auto;
  padding: 1.5rem max(1.25rem, env(safe-area-inset-right)) calc(2rem + env(safe-area-inset-bottom)) max(1.25rem, env(safe-area-inset-left));
}
.note { margin-top: 0.5rem; text-wrap: pretty; }
.until { margin-top: 0.375rem; text-wrap: balance; color: var(--quiet); font-size: 0.9375rem; }
.until span { white-space: nowrap; }
.actions { display: flex; flex-wrap: wrap; gap: 0.625rem; margin-top: 1.25rem; }
.actions > * { flex: 1 1 8.5rem; }
.save, .quiet {
  display: flex; justify-content: center; align-items: baseline; gap: 0.625rem; min-height: 3.375rem; padding: 0.875rem 1.25rem;
  border: 1px solid transparent; border-radius: 0.875rem; font-weight: 600; text-decoration: none; transition: opacity 120ms;
}
.save { background: var(--button); color: var(--on-button); }
.quiet { background: none; border-color: var(--quiet); }
.save:active, .quiet:active { opacity: 0.8; }
.save small { font-size: 0.875rem; font-weight: 400; }
.hint { margin-top: 0.75rem; color: var(--quiet); font-size: 0.9375rem; text-wrap: balance; }
.pass-on { margin-top: 1.5rem; border-top: 1px solid var(--line); }
summary { display: flex; justify-content: space-between; padding: 1rem 0; font-weight: 600; cursor: pointer; list-style: none; }
summary::-webkit-details-marker { display: none; }
summary::after { content: "+"; color: var(--quiet); font-weight: 400; font-size: 1.25rem; line-height: 1.2; }
details[open] summary::after { content: "\\2212"; }
.pass-on div { display: grid; gap: 1rem; justify-items: center; padding-bottom: 1rem; color: var(--quiet); font-size: 0.9375rem; text-align: center; }
.pass-on p { max-width: 24rem; text-wrap: balance; }
.pass-on div a { overflow-wrap: anywhere; padding: 0.25rem 0; }
.pass-on img { width: 12.5rem; height: 12.5rem; border-radius: 0.75rem; background: #fff; }
.pass-on .quiet { color: var(--ink); }

.notice { min-height: 100svh; display: grid; place-content: center; justify-items: center; padding: 2rem; text-align: center; }
.notice > svg { width: 4.5rem; height: 4.5rem; color: var(--quiet); margin-bottom: 1.5rem; }
.notice p { max-width: 26rem; margin-top: 0.75rem; color: var(--quiet); text-wrap: balance; }
.notice p a { white-space: nowrap; }
.notice .latest { color: var(--ink); font-variant-numeric: tabular-nums; margin-top: 0.25rem; }
.ring { position: relative; width: 8rem; height: 8rem; margin-bottom: 1.5rem; }
.ring svg { position: absolute; inset: 0; width: 100%; height: 100%; }
.ring svg + svg { inset: 27%; width: 46%; height: 46%; color: var(--quiet); }
.track { color: var(--line); }
.arc { stroke-width: 3; stroke-linecap: round; }

.gallery { max-width: 150rem; margin: 0 auto; padding: 1.5rem max(0.75rem, env(safe-area-inset-right)) calc(2rem + env(safe-area-inset-bottom)) max(0.75rem, env(safe-area-inset-left)); }
.gallery header { display: flex; flex-wrap: wrap; gap: 0 1.5rem; align-items: baseline; justify-content: space-between; padding: 0 0.25rem; }
.grid { --form: 3 / 2; --least: 21rem; display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, var(--least)), 1fr)); gap: 0.5rem; margin-top: 1.25rem; padding: 0; list-style: none; }
.grid.upright { --form: 2 / 3; --least: min(13.5rem, 44vw); }
.grid a { display: block; aspect-ratio: var(--form); background: var(--mat); border-radius: 0.375rem; overflow: hidden; }
.grid img { display: block; width: 100%; height: 100%; object-fit: cover; }
.grid .whole img { object-fit: contain; }
.fresh {
  position: fixed; z-index: 1; top: calc(0.75rem + env(safe-area-inset-top)); left: 50%; transform: translateX(-50%); padding: 0.75rem 1.5rem;
  border: 0; border-radius: 2rem; background: var(--button); color: var(--on-button); font-weight: 600; box-shadow: 0 0.25rem 1.5rem #0005;
}
.none { display: grid; justify-items: center; align-content: center; gap: 1rem; min-height: 60svh; padding: 1rem; color: var(--quiet); text-align: center; }
.none svg { width: 4.5rem; height: 4.5rem; }
.none p { max-width: 22rem; text-wrap: balance; }
.gallery nav { display: flex; justify-content: space-between; gap: 1rem; padding: 0 0.25rem; }
.gallery nav a { margin-top: 1rem; padding: 0.75rem 0; }
.gallery .pass-on { margin: 1rem 0.25rem 0; }

@media (prefers-reduced-motion: no-preference) {
  .new { animation: appear 600ms ease-out; }
  @keyframes appear { from { opacity: 0; transform: scale(0.97); } }
}
@media (hover: hover) and (pointer: fine) { .hint { display: none; } }
@media (min-width: 46rem) { .gallery { padding-left: 1.5rem; padding-right: 1.5rem; } .grid { gap: 0.75rem; } }
@media (orientation: landscape) and (min-width: 40rem) {
  .result { --room: 95svh; display: grid; grid-template-columns: minmax(0, 1fr) minmax(17rem, 25rem); min-height: 100svh; }
  .result .picture { position: sticky; top: 0; height: 100svh; padding: 2.5svh; padding-left: max(2.5svh, env(safe-area-inset-left)); }
  .result .words { align-self: center; max-width: none; padding: 1.5rem max(2rem, env(safe-area-inset-right)) 1.5rem 2rem; }
}
@media print {
  @page { margin: 0; }
  html, body, .picture { background: none; }
  .words, .gallery nav, .pass-on, .fresh { display: none; }
  .result { display: block; min-height: 0; }
  .result .picture { position: static; width: 100%; min-height: 0; height: 100vh; padding: 0; }
  .frame { width: min(100%, 100vh * var(--w) / var(--h)); }
  .grid li { break-inside: avoid; }
}
`
