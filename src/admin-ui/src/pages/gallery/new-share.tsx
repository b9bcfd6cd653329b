import { Button, Checkbox, NativeSelect, Stack, Text, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type SubmitEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Slot } from '../../api/client.ts'
import { openShare, type Share, sharesQuery } from '../../api/shares.ts'
import { Problem } from '../../parts/problem.tsx'
import { useFormats } from '../../words/formats.ts'
import classes from './new-share.module.css'

const lengths = [15, 30, 60, 120, 240, 480, 1440]
const usualLength = 60

interface NewShareProps {
  slots: readonly Slot[]
  chosen: string | undefined
  onMade(share: Share): void
}

export function NewShare({ slots, chosen, onMade }: NewShareProps) {
  const { t } = useTranslation()
  const { minutes: say } = useFormats()
  const queryClient = useQueryClient()
  const open = slots.filter(({ settings }) => settings.enabled)
  const [title, setTitle] = useState('')
  const [minutes, setMinutes] = useState(usualLength)
  const [picked, setPicked] = useState<readonly string[]>(chosen ? [chosen] : open.map(({ id }) => id))
  const make = useMutation({
    mutationFn: () => openShare({ title: title.trim() || t('gallery.shareUsualTitle'), slots: [...picked], minutes }),
    async onSuccess(share) {
      onMade(share)
      await queryClient.invalidateQueries({ queryKey: sharesQuery.queryKey })
    },
  })
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    if (picked.length > 0) make.mutate()
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <Text c="dimmed">{t('gallery.shareText')}</Text>
        <Problem error={make.error} />
        <TextInput
          label={t('gallery.shareName')}
          placeholder={t('gallery.shareUsualTitle')}
          maxLength={80}
          data-autofocus
          value={title}
          onChange={({ currentTarget }) => setTitle(currentTarget.value)}
        />
        <NativeSelect
          label={t('gallery.shareLength')}
          value={String(minutes)}
          onChange={({ currentTarget }) => setMinutes(Number(currentTarget.value))}
          data={lengths.map((length) => ({ value: String(length), label: say(length) }))}
        />
        <Checkbox.Group
          label={t('gallery.shareSlots')}
          value={[...picked]}
          onChange={setPicked}
          error={picked.length === 0 && t('gallery.shareNoSlot')}
        >
          <div className={classes.slots}>
            {open.map(({ id, settings }) => (
              <Checkbox key={id} value={id} label={settings.name} />
            ))}
          </div>
        </Checkbox.Group>
        <Button type="submit" loading={make.isPending} style={{ alignSelf: 'start' }}>
          {t('gallery.shareGo')}
        </Button>
      </Stack>
    </form>
  )
}
