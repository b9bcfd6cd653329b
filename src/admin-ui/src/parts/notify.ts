import type { NotificationData } from '@mantine/notifications'
import i18next from 'i18next'

/** Shows something that passes. Its code comes after the page. */
export async function notify(notification: NotificationData): Promise<void> {
  const { notifications } = await import('@mantine/notifications')
  notifications.show({ closeButtonProps: { 'aria-label': i18next.t('shell.close') }, ...notification })
}
