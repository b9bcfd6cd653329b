import { Button, Group } from '@mantine/core'
import { notify } from '../../parts/notify.ts'

const shownMilliseconds = 10_000

/** Says what was done, with a way back. */
export function notifyUndo({ message, undo, onUndo }: { message: string; undo: string; onUndo(): void }) {
  const id = `undo-${message}`
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
