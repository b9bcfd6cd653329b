import { Alert } from '@mantine/core'
import { useFailureWords } from './failure-words.ts'

/** What went wrong, where it went wrong; nothing as long as nothing did. */
export function Problem({ error }: { error: unknown }) {
  const describe = useFailureWords()
  if (!error) return null
  return (
    <Alert color="red" variant="light" role="alert">
      {describe(error)}
    </Alert>
  )
}
