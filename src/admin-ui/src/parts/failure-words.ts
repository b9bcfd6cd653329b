import { createElement, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Failure } from '../api/failure.ts'
import { FailureText } from './failure-text.tsx'
import { notify } from './notify.ts'
import { useRemarkWords } from './remark-words.ts'

interface FailureParts {
  /** In the reader's language. */
  text: string
  /** What only the gateway, or the service behind it, has words for. */
  own: string | null
}

/** What a failure means. */
function useFailureParts(): (error: unknown) => FailureParts {
  const { t, i18n } = useTranslation()
  const { isKnown, say } = useRemarkWords()
  return (error) => {
    if (!(error instanceof Failure)) return { text: error instanceof Error ? error.message : String(error), own: null }
    const { status, reason, details, problems } = error
    if (status === 0) return { text: t('shell.unreachable'), own: null }
    const withField = (says: string, field: string | null) => (field === null ? says : `${field}: ${says}`)
    if (i18n.language === 'en' && details !== null) {
      const said = problems.map((problem) => withField(say(problem), problem.field))
      return { text: said.join('; ') || details, own: null }
    }
    const words = problems.filter(isKnown).map((problem) => withField(say(problem), problem.field))
    const others = problems.filter((problem) => !isKnown(problem)).map(({ text, field }) => withField(text, field))
    const key = `remarks.reason.${reason}`
    const inGeneral = i18n.exists(key) ? t(key as 'shell.close') : t('shell.unexplained', { status })
    const isSaid = problems.length > 0 || i18n.exists(key)
    return {
      text: words.length > 0 ? words.join('; ') : inGeneral,
      own: isSaid ? others.join('; ') || null : details,
    }
  }
}

/** What a failure means; what there are no words for stands beneath, in small English. */
export function useFailureWords(): (error: unknown) => ReactNode {
  const partsOf = useFailureParts()
  return (error) => {
    const { text, own } = partsOf(error)
    return own === null ? text : createElement(FailureText, { text, own })
  }
}

/** For what failed and has no place of its own on the page, as in `useMutation({ onError: useFailureNotice() })`. */
export function useFailureNotice(): (error: unknown) => void {
  const { t } = useTranslation()
  const describe = useFailureWords()
  return (error) => void notify({ color: 'red', title: t('shell.failed'), message: describe(error) })
}
