import { useQuery } from '@tanstack/react-query'
import { slotsQuery } from '../../api/slots.ts'

/** The name of a slot; its id when it is gone. */
export function useSlotName(): (id: string) => string {
  const { data: slots } = useQuery({ ...slotsQuery, meta: {} })
  return (id) => slots?.find((slot) => slot.id === id)?.settings.name || id
}
