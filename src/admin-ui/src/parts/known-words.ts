import { useTranslation } from 'react-i18next'

type Group =
  | 'reasons'
  | 'remarks.reason'
  | 'jobs.failureKinds'
  | 'jobs.hops'
  | 'jobs.outcomes'
  | 'jobs.sources'
  | 'jobs.deleted'
  | 'cleaner.kinds'
  | 'providers.reasons'

/** The words for a name that the gateway has given; one that has none, perhaps of a newer gateway, is shown as it is. */
export function useKnownWords(group: Group): (name: string) => string {
  const { t, i18n } = useTranslation()
  // Why a photo came to nothing has longer words than other failures; those have some, too.
  const groups = group === 'reasons' ? [group, 'remarks.reason'] : [group]
  return (name) => {
    const key = groups.map((each) => `${each}.${name}`).find((each) => i18n.exists(each))
    return key === undefined ? name : t(key as 'shell.close')
  }
}
