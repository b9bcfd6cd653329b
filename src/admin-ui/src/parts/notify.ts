import type { NotificationData } from '@mantine/notifications'

/** Shows something that passes. Its code comes after the page. */
export async function notify(notification: NotificationData): Promise<void> {
  const { notifications } = await import('@mantine/notifications')
  notifications.show(notification)
}
