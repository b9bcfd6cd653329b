import { Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Role } from '../../api/me.ts'
import { addPerson, peopleQuery } from '../../api/people.ts'
import { useFieldFailures } from '../../parts/field-failures.ts'
import { Problem } from '../../parts/problem.tsx'
import { ShownOnce } from '../../parts/shown-once.tsx'
import { useFocusBack } from '../../parts/use-focus-back.ts'
import { RoleChoice } from './role-choice.tsx'

export function AddPerson({ onClose }: { onClose(): void }) {
  const { t } = useTranslation()
  useFocusBack()
  const queryClient = useQueryClient()
  const isPhone = useMediaQuery('(max-width: 48em)') ?? false
  const [email, setEmail] = useState('')
  const [role, setRole] = useState<Role>('operator')
  const add = useMutation({
    mutationFn: addPerson,
    onSuccess: () => queryClient.invalidateQueries({ queryKey: peopleQuery.queryKey }),
  })
  const failure = useFieldFailures(add.error).email
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    add.mutate({ email: email.trim(), role })
  }
  return (
    <Modal
      opened
      onClose={onClose}
      // The password is shown this once: a tap beside the dialog must not be the end of it.
      closeOnClickOutside={!add.data}
      fullScreen={isPhone}
      title={t('people.addTitle')}
      closeButtonProps={{ 'aria-label': t('shell.close') }}
    >
      {add.data?.temporary_password ? (
        <Stack>
          <ShownOnce
            label={t('people.temporaryOf', { email: add.data.email })}
            secret={add.data.temporary_password}
            help={t('people.passOn')}
          />
          <Button onClick={onClose}>{t('people.done')}</Button>
        </Stack>
      ) : (
        <form onSubmit={onSubmit}>
          <Stack>
            {failure === undefined && <Problem error={add.error} />}
            <TextInput
              label={t('people.email')}
              type="email"
              autoComplete="off"
              required
              withAsterisk={false}
              data-autofocus
              value={email}
              onChange={({ currentTarget }) => setEmail(currentTarget.value)}
              error={failure}
            />
            <RoleChoice value={role} onChange={setRole} />
            <Group gap="xs" mt="xs">
              <Button type="submit" loading={add.isPending}>
                {t('people.add')}
              </Button>
              <Button variant="default" onClick={onClose}>
                {t('parts.keep')}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  )
}
