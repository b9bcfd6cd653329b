import { Button, Progress, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Square } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { type Plan, type Rehearsal, rehearsalQuery, stopRehearsal } from '../../api/rehearsals.ts'
import { Problem } from '../../parts/problem.tsx'
import { useFormats } from '../../words/formats.ts'
import classes from './playing.module.css'

/** How far it is; every second anew. */
export function Playing({ rehearsal: { id, plan, progress } }: { rehearsal: Rehearsal }) {
  const { t } = useTranslation()
  const { seconds, number } = useFormats()
  const queryClient = useQueryClient()
  const stop = useMutation({
    mutationFn: () => stopRehearsal(id),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: rehearsalQuery(id).queryKey }),
  })
  const whole = (plan as Plan).minutes * 60
  const played = Math.min(progress?.seconds ?? 0, whole)
  const left = whole - played
  return (
    <section className={classes.playing} aria-label={t('rehearsal.playing')}>
      <Text fw={600} size="lg">
        {left > 0 ? t('rehearsal.left', { time: seconds(left * 1000) }) : t('rehearsal.lastAnswers')}
      </Text>
      <Progress.Root size={12} radius={6}>
        <Progress.Section
          value={(100 * played) / whole}
          aria-label={t('rehearsal.playing')}
          aria-valuetext={seconds(played * 1000)}
        />
      </Progress.Root>
      <dl className={classes.figures}>
        {(['shots', 'answered_in_time', 'open'] as const).map((figure) => (
          <div key={figure}>
            <dt>{t(`rehearsal.progress.${figure}`)}</dt>
            <dd>{number(progress?.[figure] ?? 0)}</dd>
          </div>
        ))}
      </dl>
      <Problem error={stop.error} />
      <Button
        variant="default"
        leftSection={<Square size={15} aria-hidden />}
        loading={stop.isPending || stop.isSuccess}
        onClick={() => stop.mutate()}
      >
        {t('rehearsal.stop')}
      </Button>
      <Text size="sm" c="dimmed">
        {t('rehearsal.guestsFirst')}
      </Text>
    </section>
  )
}
