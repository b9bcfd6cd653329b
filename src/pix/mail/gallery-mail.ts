import { html } from '../../media/markup.ts'
import type { PixLocale } from '../rooms.ts'
import { type Mail, oneLine } from './mail.ts'
import { fillIn, mailWords } from './mail-words.ts'

interface GalleryNews {
  locale: PixLocale
  jobNumber: string
  customerName: string | null
  link: string
  /** They were told of an earlier revision. */
  isAgain: boolean
}

/** Who is written to, whose pictures, and where they are: no address of the property, and no picture's address. */
export function writeGalleryMail(news: GalleryNews): Pick<Mail, 'subject' | 'text' | 'html'> {
  const words = mailWords[news.locale]
  const [number, name] = [oneLine(news.jobNumber), oneLine(news.customerName ?? '')]
  const fill = (sentence: string) => fillIn(sentence, { number, name })
  const greeting = name === '' ? words.greetingWithoutName : fill(words.greeting)
  const says = fill(news.isAgain ? words.changed : words.ready)
  const { link } = news
  const { markup } = html`<!doctype html>
<html lang="${news.locale}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"></head>
<body>
<p>${greeting}</p>
<p>${says}</p>
<p><a href="${link}">${words.look}</a><br>${link}</p>
<p>${words.passOn}</p>
<p>${words.end}</p>
</body>
</html>
`
  return {
    subject: fill(news.isAgain ? words.subjectAgain : words.subject),
    text: `${[greeting, says, link, words.passOn, words.end].join('\n\n')}\n`,
    html: markup,
  }
}
