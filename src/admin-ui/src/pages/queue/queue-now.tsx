import { useTranslation } from 'react-i18next'
import type { Queue } from '../../api/queue.ts'
import { FigureTiles } from '../../parts/figure-tiles.tsx'
import { useFormats } from '../../words/formats.ts'

const slowWaitSeconds = 10

/** The queue as it is. */
export function QueueNow({ queue }: { queue: Queue | undefined }) {
  const { t } = useTranslation()
  const { number, duration } = useFormats()
  const wait = queue?.oldest_wait_seconds ?? 0
  const isWaiting = (queue?.pending ?? 0) > 0
  return (
    <FigureTiles
      areKnown={queue !== undefined}
      figures={[
        {
          label: t('queue.state'),
          value: t(queue?.paused ? 'queue.paused' : 'queue.runs'),
          tone: queue?.paused ? 'slow' : undefined,
        },
        { label: t('queue.waiting'), value: number(queue?.pending ?? 0) },
        { label: t('queue.working'), value: number(queue?.processing ?? 0) },
        {
          label: t('queue.longestWait'),
          value: isWaiting ? duration(wait * 1000) : '–',
          tone: isWaiting && wait > slowWaitSeconds ? 'slow' : undefined,
        },
      ]}
    />
  )
}
