import { useTranslation } from 'react-i18next'

/** Rooms in the reader's language, in the order in which a home is walked through. */
export function useRoomNames() {
  const { t } = useTranslation()
  const names: Readonly<Record<string, string>> = t('pix.rooms', { returnObjects: true })
  const nameOf = (room: string) => names[room] ?? room
  return { nameOf, rooms: Object.entries(names).map(([value, label]) => ({ value, label })) }
}
