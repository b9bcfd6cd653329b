import { Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'

/** A page that has only something to say. */
export function NoticePage({ title, text, children }: { title: string; text: ReactNode; children?: ReactNode }) {
  return (
    <Stack component="main" align="center" justify="center" ta="center" mih="70vh" p="xl" gap="md">
      <Title order={1}>{title}</Title>
      <Text c="dimmed" maw={460}>
        {text}
      </Text>
      {children}
    </Stack>
  )
}
