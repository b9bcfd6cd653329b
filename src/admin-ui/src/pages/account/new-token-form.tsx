import { Button, Checkbox, Group, NativeSelect, Stack, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { createToken, tokensQuery } from '../../api/account.ts'
import { mayActAs, type Role } from '../../api/me.ts'
import { serverNow } from '../../api/server-time.ts'
import { useFieldFailures } from '../../parts/field-failures.ts'
import { Problem } from '../../parts/problem.tsx'
import { ShownOnce } from '../../parts/shown-once.tsx'
import { useFormats } from '../../words/formats.ts'
import classes from './new-token-form.module.css'
import { leastRoles, type Scope, scopes, wordOf } from './scopes.ts'

const lifetimes = [1, 7, 30, 90, 365, 730]
const usualDays = 90
const dayMilliseconds = 86_400_000

export function NewTokenForm({ role, onClose }: { role: Role; onClose(): void }) {
  const { t } = useTranslation()
  const { moment } = useFormats()
  const queryClient = useQueryClient()
  const [name, setName] = useState('')
  const [chosen, setChosen] = useState<string[]>([])
  const [days, setDays] = useState(usualDays)
  const [isMissing, setMissing] = useState(false)
  const create = useMutation({
    mutationFn: createToken,
    onSuccess: () => queryClient.invalidateQueries({ queryKey: tokensQuery.queryKey }),
  })
  const failures = useFieldFailures(create.error)
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    setMissing(chosen.length === 0)
    if (chosen.length > 0) create.mutate({ name: name.trim(), scopes: chosen as Scope[], expires_in_days: days })
  }
  if (create.data)
    return (
      <div className={classes.made}>
        <ShownOnce
          label={t('account.tokenOf', { name: create.data.name })}
          secret={create.data.token}
          help={t('account.tokenHelp')}
        />
        <Button mt="sm" variant="default" onClick={onClose}>
          {t('people.done')}
        </Button>
      </div>
    )
  return (
    <form onSubmit={onSubmit} className={classes.form}>
      <Stack>
        {failures.name === undefined && <Problem error={create.error} />}
        <TextInput
          label={t('account.name')}
          description={t('account.nameHelp')}
          required
          withAsterisk={false}
          maxLength={60}
          value={name}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
          error={failures.name}
        />
        <Checkbox.Group
          label={t('account.scopes')}
          value={chosen}
          onChange={setChosen}
          error={isMissing && chosen.length === 0 ? t('account.scopesMissing') : null}
        >
          <div className={classes.scopes}>
            {scopes.map((scope) => {
              const least = leastRoles[scope]
              const isAllowed = mayActAs(role, least)
              return (
                <Checkbox
                  key={scope}
                  value={scope}
                  disabled={!isAllowed}
                  label={<code>{scope}</code>}
                  description={
                    isAllowed
                      ? t(`account.mayDo.${wordOf(scope)}`)
                      : t('account.needs', { role: t(`shell.roles.${least}`) })
                  }
                />
              )
            })}
          </div>
        </Checkbox.Group>
        <NativeSelect
          label={t('account.lifetime')}
          description={t('account.ends', { when: moment(serverNow() + days * dayMilliseconds) })}
          maw={260}
          value={String(days)}
          onChange={({ currentTarget }) => setDays(Number(currentTarget.value))}
          data={lifetimes.map((count) => ({ value: String(count), label: t('account.days', { count }) }))}
        />
        <Group gap="xs">
          <Button type="submit" loading={create.isPending}>
            {t('account.makeToken')}
          </Button>
          <Button variant="default" onClick={onClose}>
            {t('parts.keep')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
