import { Button, Text } from '@mantine/core'
import { useQueryErrorResetBoundary } from '@tanstack/react-query'
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { onConnectionBack } from '../api/connection.ts'
import { Failure, isPassing } from '../api/failure.ts'
import { useFailureWords } from '../parts/failure-words.ts'
import { NoticePage } from './notice-page.tsx'

/** In place of a page that threw. */
export function BrokenPage({ error }: ErrorComponentProps) {
  const { t } = useTranslation()
  const describe = useFailureWords()
  const router = useRouter()
  const { reset } = useQueryErrorResetBoundary()
  const tryAgain = () => {
    reset()
    void router.invalidate()
  }
  useEffect(() => {
    // Nobody should have to press a button because a network was gone for a moment.
    if (isPassing(error)) return onConnectionBack(tryAgain)
  })
  return (
    <NoticePage title={t('shell.brokenTitle')} text={describe(error)}>
      <Button onClick={tryAgain}>{t('shell.tryAgain')}</Button>
      {error instanceof Failure && error.requestId && (
        <Text size="xs" c="dimmed" ff="monospace">
          {t('shell.requestId', { id: error.requestId })}
        </Text>
      )}
    </NoticePage>
  )
}
