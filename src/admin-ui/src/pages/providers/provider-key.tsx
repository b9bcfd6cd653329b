import { Button, PasswordInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { providerStatusQuery } from '../../api/health.ts'
import {
  providerKeysQuery,
  removeProviderKey,
  type ShownKey,
  type ShownKeys,
  saveProviderKey,
} from '../../api/services.ts'
import { AskOnce } from '../../parts/ask-once.tsx'
import { Caution } from '../../parts/caution.tsx'
import { useFailureWords } from '../../parts/failure-words.ts'
import { useFormats } from '../../words/formats.ts'
import classes from './providers-page.module.css'

interface ProviderKeyProps {
  name: string
  shownKey: ShownKey
  mayBeSet: boolean
}

/** Whether there is a key and where it comes from; a new one goes in, and none ever comes out. */
export function ProviderKey({ name, shownKey, mayBeSet }: ProviderKeyProps) {
  const { t } = useTranslation()
  const [isTyping, setTyping] = useState(false)
  const onKeys = useNewKeys()
  const remove = useMutation({
    mutationFn: () => removeProviderKey(shownKey.provider),
    onSuccess: onKeys,
  })
  const { source, is_unreadable: isUnreadable } = shownKey
  const mayRemove = source === 'database' || isUnreadable
  return (
    <>
      {isUnreadable && <Caution>{t('providers.unreadable')}</Caution>}
      <div className={classes.key}>
        <KeyLine shownKey={shownKey} />
        {!isTyping && (
          <div className={classes.buttons}>
            {mayBeSet && (
              <Button
                size="compact-sm"
                variant="default"
                onClick={() => setTyping(true)}
                aria-label={t(source ? 'providers.replaceOf' : 'providers.setOf', { name })}
              >
                {t(source ? 'providers.replace' : 'providers.set')}
              </Button>
            )}
            {mayRemove && (
              <AskOnce
                label={t('providers.remove')}
                heardLabel={t('providers.removeOf', { name })}
                look={{ size: 'compact-sm', variant: 'subtle' }}
                title={t('providers.removeTitle', { name })}
                question={t('providers.removeText')}
                confirm={t('providers.remove')}
                isPending={remove.isPending}
                error={remove.error}
                onConfirm={() => remove.mutate()}
              />
            )}
          </div>
        )}
      </div>
      {isTyping && <KeyForm provider={shownKey.provider} name={name} onDone={() => setTyping(false)} />}
    </>
  )
}

function KeyLine({ shownKey: { source, ending, changed_at: at } }: { shownKey: ShownKey }) {
  const { t } = useTranslation()
  const { moment } = useFormats()
  if (source === null) return <p>{t('providers.keyNone')}</p>
  const key = ending ? t('providers.key', { ending }) : t('providers.keyShort')
  const from =
    source === 'environment'
      ? t('providers.fromEnvironment')
      : t('providers.fromHere', { when: at === null ? '' : moment(at) })
  return (
    <p>
      {key} <span className={classes.quiet}>{from}</span>
    </p>
  )
}

function KeyForm({ provider, name, onDone }: { provider: string; name: string; onDone(): void }) {
  const { t } = useTranslation()
  const describe = useFailureWords()
  const onKeys = useNewKeys()
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { key: '' },
    validate: { key: (key) => (key.trim().length < 8 || /\s/.test(key.trim()) ? t('providers.keyRule') : null) },
  })
  const save = useMutation({
    mutationFn: ({ key }: { key: string }) => saveProviderKey(provider, key),
    onSuccess(keys) {
      onKeys(keys)
      onDone()
    },
    onError: (error) => form.setFieldError('key', describe(error)),
  })
  return (
    <form className={classes.field} onSubmit={form.onSubmit((values) => save.mutate(values))}>
      <PasswordInput
        aria-label={t('providers.newKey', { name })}
        placeholder={t('providers.newKeyHint')}
        autoComplete="off"
        data-autofocus
        autoFocus
        required
        key={form.key('key')}
        {...form.getInputProps('key')}
      />
      <Button type="submit" loading={save.isPending}>
        {t('providers.save')}
      </Button>
      <Button variant="default" onClick={onDone}>
        {t('shell.cancel')}
      </Button>
    </form>
  )
}

/** Every change is answered with all keys. Whether a service is set up may be another matter now, too. */
function useNewKeys(): (keys: ShownKeys) => void {
  const queryClient = useQueryClient()
  return (keys) => {
    queryClient.setQueryData(providerKeysQuery.queryKey, keys)
    void queryClient.invalidateQueries({ queryKey: providerStatusQuery.queryKey })
  }
}
