import { Button, Skeleton, Text, Title } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type EditorToken, editorTokensQuery, revokeEditorToken } from '../../../api/editor-tokens.ts'
import { serverNow } from '../../../api/server-time.ts'
import { AskOnce } from '../../../parts/ask-once.tsx'
import { Problem } from '../../../parts/problem.tsx'
import { useAgo } from '../../../parts/use-ago.ts'
import { useFormats } from '../../../words/formats.ts'
import { NewEditorToken } from './new-editor-token.tsx'
import classes from './shoots-tab.module.css'

/** Who was let into a shoot, and for how long. */
export function EditorTokens({ shootId }: { shootId: string }) {
  const { t } = useTranslation()
  const { data: tokens, error } = useQuery(editorTokensQuery(shootId))
  const [isMaking, setMaking] = useState(false)
  return (
    <>
      <div className={classes.head}>
        <Title order={3}>{t('pixJob.shoots.editors')}</Title>
        {!isMaking && (
          <Button variant="default" size="xs" onClick={() => setMaking(true)}>
            {t('pixJob.shoots.letIn')}
          </Button>
        )}
      </div>
      <Problem error={tokens ? null : error} />
      {isMaking && <NewEditorToken shootId={shootId} onClose={() => setMaking(false)} />}
      {tokens === undefined && !error && <Skeleton height={48} aria-busy />}
      {tokens?.length === 0 && !isMaking && (
        <Text size="sm" c="dimmed">
          {t('pixJob.shoots.noEditors')}
        </Text>
      )}
      <ul className={classes.list}>
        {tokens?.map((token) => (
          <Token key={token.id} token={token} />
        ))}
      </ul>
    </>
  )
}

function Token({ token }: { token: EditorToken }) {
  const { t } = useTranslation()
  const ago = useAgo()
  const { moment } = useFormats()
  const queryClient = useQueryClient()
  const { id, label, direction, shoot_id: shootId } = token
  const revoke = useMutation({
    mutationFn: () => revokeEditorToken(id),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: editorTokensQuery(shootId).queryKey }),
  })
  const isOver = Date.parse(token.expires_at) <= serverNow()
  const ends =
    token.revoked_at === null
      ? t(isOver ? 'pixJob.shoots.over' : 'pixJob.shoots.until', { when: moment(token.expires_at) })
      : t('pixJob.shoots.revoked', { when: ago(token.revoked_at) })
  const used =
    token.used_at === null ? t('pixJob.shoots.unused') : t('pixJob.shoots.used', { when: ago(token.used_at) })
  const isLive = token.revoked_at === null && !isOver
  return (
    <li className={classes.token} data-over={!isLive || undefined}>
      <div className={classes.what}>
        <Text fw={500}>{label}</Text>
        <Text size="sm" c="dimmed">
          {[t(`pixJob.shoots.directions.${direction}`), ends, used].join(' · ')}
        </Text>
      </div>
      {isLive && (
        <AskOnce
          label={t('pixJob.shoots.revoke')}
          heardLabel={t('pixJob.shoots.revokeOne', { who: label })}
          look={{ size: 'xs' }}
          question={t('pixJob.shoots.revokeQuestion', { who: label })}
          confirm={t('pixJob.shoots.revokeConfirm')}
          isPending={revoke.isPending}
          error={revoke.error}
          onConfirm={() => revoke.mutate()}
        />
      )}
    </li>
  )
}
