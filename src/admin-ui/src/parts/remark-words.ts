import { useTranslation } from 'react-i18next'
import type { Remark } from '../api/remark.ts'
import { useFormats } from '../words/formats.ts'

type AnyRemark = Omit<Remark, 'code'> & { code: string | null }

/** What the gateway says, in the reader's language; in English, as it came, where there are no words for it. */
export function useRemarkWords() {
  const { t, i18n } = useTranslation()
  const { number } = useFormats()
  const isKnown = (remark: AnyRemark) => remark.code !== null && i18n.exists(`remarks.${remark.code}`)
  const written = (params: Remark['params']): Record<string, string> =>
    Object.fromEntries(
      Object.entries(params).map(([name, value]) => [name, typeof value === 'number' ? number(value) : value]),
    )
  return {
    /** May it be shown without saying that it is English? */
    isKnown,
    say: (remark: AnyRemark): string =>
      isKnown(remark) ? t(`remarks.${remark.code}` as 'shell.close', { replace: written(remark.params) }) : remark.text,
  }
}
