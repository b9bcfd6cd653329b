import { emptyFrame, type ServedPage, servePage } from './guest-frame.ts'
import { timeLeft } from './guest-numbers.ts'
import { guestWords, type Language } from './guest-words.ts'
import { html } from './markup.ts'
import type { Making } from './publication.ts'

/** What a guest is told in place of a picture. */
export type Notice =
  | 'failed'
  | 'unknown'
  | 'expired'
  | 'removed'
  | 'busy'
  | 'broken'
  | 'galleryOver'
  | 'galleryUnknown'
  | 'galleryBroken'
  | 'signedOut'

export function noticeFor(status: number): Notice {
  if (status === 410) return 'expired'
  if (status === 429) return 'busy'
  if (status === 401) return 'signedOut'
  return status === 404 ? 'unknown' : 'broken'
}

/** The same quiet page when there is nothing to show. */
export function renderGuestNotice(notice: Notice, language: Language): ServedPage {
  const words = guestWords[language]
  const body = html`<main class="notice">
${emptyFrame}
<h1>${words[notice]}</h1>
<p>${words[`${notice}Text`]}</p>
</main>`
  return servePage({ language, title: words[notice], body })
}

/** Without a script the page looks again so soon; seldom enough for a hall full of guests. */
const lookAgainSeconds = 3
const circle = 100

interface MakingPage {
  making: Making
  /** Where the page itself is, and who can be asked how the job stands. */
  pagePath: string
  statusPath: string
  scriptPath: string
}

/**
 * The picture is being made. The ring is filled when the time for it is over: that is all that is certain, and it moves
 * without a script. The script asks without loading the page anew, so that nothing is read aloud twice.
 */
export function renderMaking({ making, pagePath, statusPath, scriptPath }: MakingPage, language: Language): ServedPage {
  const words = guestWords[language]
  const { isWaiting, secondsGone, secondsLeft } = making
  const left = Math.max(1, Math.ceil(secondsLeft))
  const open = Math.round((circle * left) / (left + Math.max(0, secondsGone)))
  const [before = '', after = ''] = words.atLatest.split('{time}')
  const body = html`<main class="notice making" data-watch="${statusPath}">
<div class="ring" role="img" aria-label="${words.making}">
<svg viewBox="0 0 96 96" fill="none" stroke="currentColor" stroke-width="2" aria-hidden="true">
<circle class="track" cx="48" cy="48" r="45"/>
<circle class="arc" cx="48" cy="48" r="45" pathLength="${circle}" stroke-dasharray="${circle}" stroke-dashoffset="${open}" transform="rotate(-90 48 48)">
<animate attributeName="stroke-dashoffset" from="${open}" to="0" dur="${left}s" fill="freeze"/></circle>
</svg>
${emptyFrame}
</div>
<h1>${words.making}</h1>
<p data-state data-pending="${words.waitingForTurn}" data-processing="${words.atWork}" role="status">${isWaiting ? words.waitingForTurn : words.atWork}</p>
<p class="latest">${before}<span data-left="${left}">${timeLeft(words.locale, left)}</span>${after}</p>
<p>${words.makingText} <a href="${pagePath}">${words.lookAgain}</a></p>
</main>`
  const head = html`<noscript><meta http-equiv="refresh" content="${lookAgainSeconds}"></noscript>`
  return servePage({ language, title: words.making, head, body, scriptPath })
}
