import { type CancelTimer, type Clock, repeat } from './clock.ts'
import type { Logger } from './log.ts'
import { type Settings, settingsChannel } from './settings.ts'

interface Dependencies {
  settings: Pick<Settings, 'read'>
  notifications: {
    on(channel: string, listener: () => void): CancelTimer
    onGap(listener: () => void): CancelTimer
  }
  clock: Clock
  log: Logger
}

/** Should a notice ever be lost without a gap being noticed. */
const lookMilliseconds = 30_000

/** Keeps `settings.latest()` true, whichever node a change was made on. */
export function createSettingsFollower({ settings, notifications, clock, log }: Dependencies) {
  const watch = repeat(
    clock,
    lookMilliseconds,
    async () => void (await settings.read()),
    (error) => log.warn({ err: error }, 'the settings could not be read'),
  )
  let leave: CancelTimer[] = []

  return {
    async start(): Promise<void> {
      await settings.read()
      leave = [notifications.on(settingsChannel, watch.look), notifications.onGap(watch.look)]
      watch.start()
    },
    async stop(): Promise<void> {
      for (const step of leave.splice(0)) step()
      await watch.stop()
    },
  }
}
