import { useTranslation } from 'react-i18next'
import { Failure } from '../api/failure.ts'
import { notify } from './notify.ts'

/** What a failure means, in a sentence: the gateway's own where it gave one. */
export function useFailureWords(): (error: unknown) => string {
  const { t } = useTranslation()
  return (error) => {
    if (!(error instanceof Failure)) return error instanceof Error ? error.message : String(error)
    if (error.status === 0) return t('shell.unreachable')
    return error.details ?? t('shell.unexplained', { status: error.status })
  }
}

/** For what failed and has no place of its own on the page, as in `useMutation({ onError: useFailureNotice() })`. */
export function useFailureNotice(): (error: unknown) => void {
  const { t } = useTranslation()
  const describe = useFailureWords()
  return (error) => void notify({ color: 'red', title: t('shell.failed'), message: describe(error) })
}
