import { NativeSelect, Text } from '@mantine/core'
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { mayActAs, meQuery } from '../../api/me.ts'
import type { WholeImage } from '../../api/pix-image.ts'
import { type RoomType, setRoom } from '../../api/pix-images.ts'
import { Problem } from '../../parts/problem.tsx'
import { Section } from '../../parts/section.tsx'
import { useRoomNames } from './room-names.ts'

/** Which room it shows, and who says so. */
export function RoomCard({ image }: { image: WholeImage }) {
  const { t, i18n } = useTranslation()
  const { data: me } = useSuspenseQuery(meQuery)
  const queryClient = useQueryClient()
  const { rooms, nameOf } = useRoomNames()
  const change = useMutation({
    mutationFn: (room: RoomType) => setRoom(image.image_id, room),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['pix'] }),
  })
  const room = image.room_type ?? 'undefined_space'
  const viewKey = `pixImage.views.${image.view_type}`
  return (
    <Section title={t('pixImage.room')}>
      {mayActAs(me.role, 'operator') ? (
        <NativeSelect
          aria-label={t('pixImage.room')}
          value={change.isPending ? change.variables : room}
          disabled={change.isPending}
          data={rooms}
          onChange={({ currentTarget }) => change.mutate(currentTarget.value as RoomType)}
        />
      ) : (
        <Text>{nameOf(room)}</Text>
      )}
      <Text size="sm" c="dimmed" mt="xs">
        {[
          image.room_source !== null && t(`pixImage.roomSources.${image.room_source}`),
          image.view_type !== null &&
            t('pixImage.view', { view: i18n.exists(viewKey) ? t(viewKey as 'shell.close') : image.view_type }),
        ]
          .filter(Boolean)
          .join(' · ')}
      </Text>
      <Problem error={change.error} />
    </Section>
  )
}
