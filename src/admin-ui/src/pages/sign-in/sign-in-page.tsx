import { Button, Group, PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useRouter } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { signIn } from '../../api/me.ts'
import { LoneCard } from '../../parts/lone-card.tsx'
import { Problem } from '../../parts/problem.tsx'
import { typedPassword } from '../../parts/typed-password.ts'
import { Appearance } from '../../shell/appearance.tsx'
import { isFreshGateway } from './is-fresh-gateway.ts'

const route = getRouteApi('/admin/sign-in')

export function SignInPage() {
  const { t } = useTranslation()
  const { to } = route.useSearch()
  const router = useRouter()
  const queryClient = useQueryClient()

  const enter = useMutation({
    mutationFn: signIn,
    async onSuccess(me, { password }) {
      // What the one before has seen is none of this one's business.
      queryClient.clear()
      const isFresh = to === undefined && me.role === 'admin' && (await isFreshGateway(queryClient))
      // Only for those who are asked for a new one now: any later somebody else may sit here.
      if (isFresh || me.must_change_password) typedPassword.keep(password)
      router.history.push(isFresh ? '/admin/first-start' : (to ?? '/admin'))
    },
  })

  return (
    <LoneCard
      title={t('signIn.title')}
      below={
        <Group gap="md" justify="center" align="end">
          <Appearance />
        </Group>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          // As it is in the fields: password managers fill them in without telling.
          const { email, password } = Object.fromEntries(new FormData(event.currentTarget))
          enter.mutate({ email: String(email), password: String(password) })
        }}
      >
        <Stack>
          {to !== undefined && !enter.isError && (
            <Text size="sm" c="dimmed">
              {t('signIn.ended')}
            </Text>
          )}
          <Problem error={enter.error} />
          <TextInput
            label={t('signIn.email')}
            type="text"
            inputMode="email"
            autoComplete="username"
            autoCapitalize="none"
            required
            autoFocus
            withAsterisk={false}
            size="md"
            name="email"
          />
          <PasswordInput
            label={t('signIn.password')}
            autoComplete="current-password"
            required
            withAsterisk={false}
            size="md"
            name="password"
          />
          <Button type="submit" size="md" loading={enter.isPending}>
            {t('signIn.submit')}
          </Button>
          <Text size="xs" c="dimmed">
            {t('signIn.hint')}
          </Text>
        </Stack>
      </form>
    </LoneCard>
  )
}
