import { Alert, type AlertProps } from '@mantine/core'
import { useFailureWords } from './failure-words.ts'

interface ProblemProps extends Pick<AlertProps, 'mt' | 'mb'> {
  error: unknown
}

/** What went wrong, where it went wrong; nothing as long as nothing did. */
export function Problem({ error, ...margins }: ProblemProps) {
  const describe = useFailureWords()
  if (!error) return null
  return (
    <Alert color="red" variant="light" role="alert" {...margins}>
      {describe(error)}
    </Alert>
  )
}
