import { Button, Group } from '@mantine/core'
import { notify } from '../../parts/notify.ts'

const shownMilliseconds = 10_000
let nextId = 0

/** Says what was done, with a way back. */
export function notifyUndo({ message, undo, onUndo }: { message: string; undo: string; onUndo(): void }) {
  // Of each its own: a second one of the same words would not be shown beside the first.
  const id = `undo-${nextId++}`
  return notify({
    id,
    autoClose: shownMilliseconds,
    message: (
      <Group justify="space-between" wrap="nowrap">
        <span>{message}</span>
        <Button
          size="compact-sm"
          variant="light"
          onClick={() => {
            onUndo()
            void hide(id)
          }}
        >
          {undo}
        </Button>
      </Group>
    ),
  })
}

async function hide(id: string): Promise<void> {
  const { notifications } = await import('@mantine/notifications')
  notifications.hide(id)
}
