import type { JobLinks } from '../links.ts'
import { pathOf, type ServedPage, servePage } from './guest-frame.ts'
import { dayAndTime } from './guest-numbers.ts'
import { guestWords, type Language } from './guest-words.ts'
import { html, joined, type Markup } from './markup.ts'
import type { PublishedResult } from './publication.ts'

/** Short and long side in millimetres. */
export const papers = { '10x15': [100, 150], '13x18': [130, 180], a4: [210, 297] } as const

type Paper = keyof typeof papers
type Words = (typeof guestWords)[Language]

interface Print {
  paper: Paper
  /** Fill cuts off what does not fit; whole leaves white. */
  fit: 'fill' | 'whole'
  /** Each picture on a page of its own, or many small ones with their numbers. */
  layout: 'each' | 'contact'
}

interface PrintPage {
  results: PublishedResult[]
  /** Ids of pictures that were asked for and are gone. */
  missing: string[]
  print: Print
  links: JobLinks
  /** What the address says before these choices: the pictures. */
  path: string
}

const names: Record<Paper, string> = { '10x15': '10 × 15', '13x18': '13 × 18', a4: 'A4' }

/** Pictures on paper. On the screen a line above them changes paper and fit; it is not printed. */
export function renderPrintPage(shown: PrintPage, language: Language): ServedPage {
  const { results, missing, print, links, path } = shown
  const words = guestWords[language]
  const choice = (text: string, change: Partial<Print>): Markup => {
    const wanted = { ...print, ...change }
    const isCurrent = Object.entries(change).every(([name, value]) => print[name as keyof Print] === value)
    const query = `${path.includes('?') ? '&' : '?'}paper=${wanted.paper}&fit=${wanted.fit}&layout=${wanted.layout}`
    return html`<a href="${path}${query}"${isCurrent ? html` aria-current="true"` : html``}>${text}</a>`
  }
  const isSheet = print.layout === 'contact'
  const choices = [
    ...Object.keys(papers).map((paper) => choice(names[paper as Paper], { paper: paper as Paper })),
    ...(isSheet ? [] : [choice(words.fill, { fit: 'fill' }), choice(words.whole, { fit: 'whole' })]),
    ...(results.length > 1
      ? [choice(words.each, { layout: 'each' }), choice(words.contact, { layout: 'contact' })]
      : []),
  ]
  const body = html`<main class="print">
<header>
<h1>${words.print}</h1>
<nav aria-label="${words.paper}">${joined(choices)}</nav>
<button type="button" class="save" data-print hidden>${words.print}</button>
${missing.length > 0 ? html`<p role="status">${words.missing} ${missing.map(numberOf).join(', ')}</p>` : html``}
</header>
${isSheet ? sheetOf(results, links, words) : joined(results.map((result) => leafOf(result, links, words.picture)))}
</main>`
  return servePage({
    ...{ language, title: words.print, body },
    ownStyle: styleOf(print),
    scriptPath: pathOf(links.guestScript()),
  })
}

const isLying = ({ width, height }: PublishedResult) => width > height

function leafOf(result: PublishedResult, links: JobLinks, words: string): Markup {
  const side = isLying(result) ? 'lying' : 'upright'
  return html`<figure class="leaf ${side}"><img src="${pathOf(links.result(result.jobId))}" alt="${words}"></figure>`
}

/** The beginning of the job's id, enough to find it. */
const numberOf = (jobId: string) => jobId.slice(0, 8)

/** Small pictures are enough here. */
function sheetOf(results: PublishedResult[], links: JobLinks, { picture, locale }: Words): Markup {
  const cells = results.map(
    ({ jobId, finishedAt }) => html`<figure><img src="${pathOf(links.result(jobId))}/preview.webp" alt="${picture}">
<figcaption>${numberOf(jobId)} · ${dayAndTime(locale, finishedAt)}</figcaption></figure>`,
  )
  return html`<div class="sheet">
${joined(cells)}
</div>`
}

const sheetColumns: Record<Paper, number> = { '10x15': 2, '13x18': 3, a4: 4 }

/** A page of paper turns with its picture. */
function styleOf({ paper, fit, layout }: Print): string {
  const [short, long] = papers[paper]
  const columns = sheetColumns[paper]
  return `
@page { size: ${short}mm ${long}mm; margin: ${layout === 'contact' ? 8 : 0}mm; }
@page lying { size: ${long}mm ${short}mm; margin: 0; }
.print header { display: flex; flex-wrap: wrap; gap: 0.75rem 1.5rem; align-items: center; padding: 1rem 1.5rem; }
.print header p { width: 100%; }
.print nav { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; margin-right: auto; }
.print nav a { padding: 0.5rem 0; color: var(--quiet); text-decoration: none; }
.print nav [aria-current] { color: var(--ink); font-weight: 600; text-decoration: underline; }
.leaf { margin: 0 auto 1.5rem; background: #fff; box-shadow: 0 1px 12px #0003; overflow: hidden; }
.leaf img { display: block; width: 100%; height: 100%; object-fit: ${fit === 'fill' ? 'cover' : 'contain'}; }
.upright { width: min(94vw, 84svh * ${short} / ${long}); aspect-ratio: ${short} / ${long}; }
.lying { width: min(94vw, 84svh * ${long} / ${short}); aspect-ratio: ${long} / ${short}; page: lying; }
.sheet { display: grid; grid-template-columns: repeat(${columns}, 1fr); gap: 4mm; width: min(94vw, 60rem); margin: 0 auto; padding: 8mm; background: #fff; color: #333; }
.sheet img { display: block; width: 100%; aspect-ratio: 1; object-fit: contain; background: #f3f1ed; }
.sheet figure { break-inside: avoid; }
.sheet figcaption { margin-top: 1mm; font-size: 7pt; text-align: center; }
@media print {
  .print header { display: none; }
  .leaf { margin: 0; box-shadow: none; break-after: page; }
  .leaf:last-child { break-after: auto; }
  .upright { width: ${short}mm; height: ${long}mm; }
  .lying { width: ${long}mm; height: ${short}mm; }
  .sheet { width: auto; padding: 0; }
}
`
}
