import { Button, Skeleton, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { tokensQuery } from '../../api/account.ts'
import type { Me } from '../../api/me.ts'
import { Problem } from '../../parts/problem.tsx'
import { Section } from '../../parts/section.tsx'
import { NewTokenForm } from './new-token-form.tsx'
import { TokenList } from './token-list.tsx'

/** What machines sign in with. An administrator also sees those of others, apart from their own. */
export function Tokens({ me }: { me: Me }) {
  const { t } = useTranslation()
  const { data: tokens, error } = useQuery(tokensQuery)
  const [isMaking, setMaking] = useState(false)
  const own = tokens?.filter(({ made_by: maker }) => maker === me.email)
  const others = tokens?.filter(({ made_by: maker }) => maker !== me.email) ?? []
  return (
    <Section
      title={t('account.tokens')}
      text={t('account.tokensText')}
      actions={
        !isMaking && (
          <Button
            variant="default"
            size="xs"
            leftSection={<Plus size={16} aria-hidden />}
            onClick={() => setMaking(true)}
          >
            {t('account.newToken')}
          </Button>
        )
      }
    >
      <Problem error={error} />
      {isMaking && <NewTokenForm role={me.role} onClose={() => setMaking(false)} />}
      {tokens === undefined && !error && <Skeleton height={62} aria-busy />}
      {own?.length === 0 && !isMaking && <Text size="sm">{t('account.noTokens')}</Text>}
      {own && <TokenList tokens={own} />}
      {others.length > 0 && (
        <>
          <Title order={3} mt="lg">
            {t('account.othersTokens')}
          </Title>
          <TokenList tokens={others} isOfOthers />
        </>
      )}
    </Section>
  )
}
