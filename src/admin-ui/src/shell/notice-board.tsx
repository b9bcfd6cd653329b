import '@mantine/notifications/styles.css'
import { Notifications } from '@mantine/notifications'

export function NoticeBoard() {
  return <Notifications position="bottom-right" />
}
