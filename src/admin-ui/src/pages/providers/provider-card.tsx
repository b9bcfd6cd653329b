import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { providerStatusQuery } from '../../api/health.ts'
import { type EndingModel, type ShownKey, type ShownProvider, testProvider } from '../../api/services.ts'
import { useFailureWords } from '../../parts/failure-words.ts'
import { Fold } from '../../parts/fold.tsx'
import { Said } from '../../parts/said.tsx'
import { Section } from '../../parts/section.tsx'
import { CircuitList } from './circuit-list.tsx'
import { LimitsForm } from './limits-form.tsx'
import { ModelList } from './model-list.tsx'
import { ProviderKey } from './provider-key.tsx'
import { useProviderName } from './provider-name.ts'
import classes from './providers-page.module.css'
import { Spending } from './spending.tsx'

interface ProviderCardProps {
  provider: ShownProvider
  ending: readonly EndingModel[]
  /** Administrators see it; a service on this machine has none. */
  shownKey: ShownKey | undefined
  mayKeyBeSet: boolean
  isAdmin: boolean
}

export function ProviderCard({ provider, ending, shownKey, mayKeyBeSet, isAdmin }: ProviderCardProps) {
  const { t } = useTranslation()
  const describe = useFailureWords()
  const queryClient = useQueryClient()
  const name = useProviderName()(provider.name)
  const { is_local: isLocal, is_set_up: isSetUp, models, circuits } = provider
  const test = useMutation({
    mutationFn: () => testProvider(provider.name),
    onSettled: () => queryClient.invalidateQueries({ queryKey: providerStatusQuery.queryKey }),
  })
  const mayTest = isAdmin && isSetUp && !isLocal
  const state = stateOf(provider)
  return (
    <Section
      title={name}
      actions={
        <div className={classes.head}>
          <span className={classes.sign} data-state={state}>
            {t(`providers.states.${state}`)}
          </span>
          {mayTest && (
            <Button
              size="compact-sm"
              variant="default"
              loading={test.isPending}
              onClick={() => test.mutate()}
              aria-label={t('providers.testOf', { name })}
            >
              {t('providers.test')}
            </Button>
          )}
        </div>
      }
    >
      <div className={classes.parts}>
        {isLocal && <p className={classes.quiet}>{t('providers.local')}</p>}
        <div role="status" className={classes.status}>
          {test.isPending && <p className={classes.quiet}>{t('providers.testing')}</p>}
          {test.isSuccess && (
            <p className={classes.says} data-fine={test.data.is_fine}>
              <Said remark={test.data.remark ?? { code: null, params: {}, text: test.data.says }} />
            </p>
          )}
          {test.isError && (
            <p className={classes.says} data-fine="false">
              {describe(test.error)}
            </p>
          )}
        </div>
        <CircuitList circuits={circuits} isTesting={test.isPending} {...(mayTest && { onTry: () => test.mutate() })} />
        {shownKey && <ProviderKey name={name} shownKey={shownKey} mayBeSet={mayKeyBeSet} />}
        {!isLocal && <Spending limits={provider.limits} spent={provider.spent} />}
        {ending.map(({ model, days_left: count, replaced_by: next, slots }) => (
          <p key={model} className={classes.ending}>
            {t('providers.ending', { model, count, slots: slots.join(', ') })}
            {next !== null && ` ${t('providers.successor', { model: next })}`}
          </p>
        ))}
        {!isLocal && isAdmin && (
          <Fold label={t('providers.limits')}>
            {() => <LimitsForm provider={provider.name} limits={provider.limits} />}
          </Fold>
        )}
        {models.length > 0 && (
          <Fold label={t('providers.models', { count: models.length })}>
            {() => <ModelList models={models} ending={ending} />}
          </Fold>
        )}
      </div>
    </Section>
  )
}

/** The first that is true. */
function stateOf({ is_set_up: isSetUp, circuits }: ShownProvider) {
  if (!isSetUp) return 'noKey'
  if (circuits.some(({ is_open: isOpen }) => isOpen)) return 'resting'
  return circuits.length > 0 ? 'failing' : 'ready'
}
