import { Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { revokeToken, type Token, tokensQuery } from '../../api/account.ts'
import { serverNow } from '../../api/server-time.ts'
import { AskOnce } from '../../parts/ask-once.tsx'
import { useAgo } from '../../parts/use-ago.ts'
import { useFormats } from '../../words/formats.ts'
import classes from './token-list.module.css'

export function TokenList({ tokens, isOfOthers = false }: { tokens: readonly Token[]; isOfOthers?: boolean }) {
  return (
    <ul className={classes.list}>
      {tokens.map((token) => (
        <TokenItem key={token.id} token={token} isOfOthers={isOfOthers} />
      ))}
    </ul>
  )
}

function TokenItem({ token, isOfOthers }: { token: Token; isOfOthers: boolean }) {
  const { t } = useTranslation()
  const ago = useAgo()
  const { moment } = useFormats()
  const queryClient = useQueryClient()
  const revoke = useMutation({
    mutationFn: () => revokeToken(token.id),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: tokensQuery.queryKey }),
  })
  const isOver = Date.parse(token.expires_at) <= serverNow()
  const used =
    token.last_used_at === null ? t('account.neverUsed') : t('account.used', { when: ago(token.last_used_at) })
  return (
    <li className={classes.token}>
      <div className={classes.what}>
        <Text fw={500}>{token.name}</Text>
        <Text size="sm" c="dimmed">
          {[
            isOfOthers && token.made_by,
            t(isOver ? 'account.over' : 'account.until', { when: moment(token.expires_at) }),
            used,
          ]
            .filter(Boolean)
            .join(' · ')}
        </Text>
        <Text size="sm" ff="monospace">
          {token.scopes.join('  ')}
        </Text>
      </div>
      <AskOnce
        label={t('account.revoke')}
        question={t('account.revokeQuestion', { name: token.name })}
        confirm={t('account.revokeConfirm')}
        isPending={revoke.isPending}
        error={revoke.error}
        onConfirm={() => revoke.mutate()}
      />
    </li>
  )
}
