import { Skeleton } from '@mantine/core'
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { providerStatusQuery } from '../../api/health.ts'
import { mayActAs, meQuery } from '../../api/me.ts'
import { providerKeysQuery, type ShownProvider } from '../../api/services.ts'
import { Caution } from '../../parts/caution.tsx'
import { useFailureWords } from '../../parts/failure-words.ts'
import { PageFrame } from '../../parts/page-frame.tsx'
import { ProviderCard } from './provider-card.tsx'
import classes from './providers-page.module.css'

const skeletons = ['one', 'two', 'three', 'four']

/** It needs nothing from anybody. */
const localLast = (one: ShownProvider, other: ShownProvider) => Number(one.is_local) - Number(other.is_local)

/** Who makes the pictures: keys, state, money and models of each service. */
export function ProvidersPage() {
  const { t } = useTranslation()
  const describe = useFailureWords()
  const { data: me } = useSuspenseQuery(meQuery)
  const isAdmin = mayActAs(me.role, 'admin')
  const status = useQuery(providerStatusQuery)
  const keys = useQuery({ ...providerKeysQuery, enabled: isAdmin })
  const isPending = status.isPending || (isAdmin && keys.isPending)
  const failed = [status, keys].find(({ isError }) => isError)
  return (
    <PageFrame title={t('providers.title')}>
      {failed && (
        <div className={classes.note}>
          <Caution isGrave>{describe(failed.error)}</Caution>
        </div>
      )}
      {keys.data?.may_be_set === false && (
        <div className={classes.note}>
          <Caution>{t('providers.mayNotBeSet')}</Caution>
        </div>
      )}
      <ul className={classes.list} aria-busy={isPending}>
        {isPending &&
          skeletons.map((key) => (
            <li key={key}>
              <Skeleton height={270} radius={14} />
            </li>
          ))}
        {!isPending &&
          status.data?.providers.toSorted(localLast).map((provider) => (
            <li key={provider.name}>
              <ProviderCard
                provider={provider}
                ending={status.data.ending.filter((model) => model.provider === provider.name)}
                shownKey={keys.data?.keys.find((key) => key.provider === provider.name)}
                mayKeyBeSet={keys.data?.may_be_set ?? false}
                isAdmin={isAdmin}
              />
            </li>
          ))}
      </ul>
    </PageFrame>
  )
}
