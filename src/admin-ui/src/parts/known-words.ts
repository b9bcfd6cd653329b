import { useTranslation } from 'react-i18next'

type Group =
  | 'reasons'
  | 'jobs.hops'
  | 'jobs.outcomes'
  | 'jobs.sources'
  | 'jobs.deleted'
  | 'cleaner.kinds'
  | 'providers.reasons'

/** The words for a name that the gateway has given; one that has none, perhaps of a newer gateway, is shown as it is. */
export function useKnownWords(group: Group): (name: string) => string {
  const { t, i18n } = useTranslation()
  return (name) => {
    const isKnown = i18n.exists(`${group}.${name}`)
    return isKnown ? t(`${group}.${name}` as 'shell.close') : name
  }
}
