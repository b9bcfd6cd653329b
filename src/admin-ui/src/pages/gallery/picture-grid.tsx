import { Button, Skeleton } from '@mantine/core'
import { ArrowUp } from 'lucide-react'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Slot } from '../../api/client.ts'
import type { Job } from '../../api/jobs.ts'
import { EmptyNote } from '../../parts/empty-note.tsx'
import { Problem } from '../../parts/problem.tsx'
import { PictureCell } from './picture-cell.tsx'
import classes from './picture-grid.module.css'

interface PictureGridProps {
  pictures: readonly Job[] | undefined
  slots: readonly Slot[]
  waiting: number
  hasMore: boolean
  isLoadingMore: boolean
  moreError: Error | null
  /** Null: a tap opens a picture. */
  selected: ReadonlySet<string> | null
  onMore(): void
  onOpen(jobId: string): void
}

const skeletons = [1.5, 0.67, 1.33, 1.5, 1.5, 0.75, 1.33, 1.5, 0.67, 1.5, 1.33, 1.5]

/** Rows of pictures in their own form, without an end. */
export function PictureGrid(props: PictureGridProps) {
  const { pictures, slots, waiting, hasMore, isLoadingMore, moreError, selected, onMore, onOpen } = props
  const { t } = useTranslation()
  const latestOpen = useRef(onOpen)
  latestOpen.current = onOpen
  // Always the same one, or thousands of cells would be drawn anew for a single new picture.
  const open = useCallback((jobId: string) => latestOpen.current(jobId), [])
  const nameOf = (id: string) => slots.find((slot) => slot.id === id)?.settings.name ?? id
  return (
    <>
      <div className={classes.waiting} role="status">
        {waiting > 0 && (
          <Button
            radius="xl"
            leftSection={<ArrowUp size={16} aria-hidden />}
            onClick={() => window.scrollTo({ top: 0, behavior: 'smooth' })}
          >
            {t('gallery.waiting', { count: waiting })}
          </Button>
        )}
      </div>
      {pictures?.length === 0 && !hasMore && <Empty />}
      <ul className={classes.grid} aria-label={t('gallery.pictures')} aria-busy={pictures === undefined}>
        {pictures?.map((job) => (
          <PictureCell
            key={job.job_id}
            job={job}
            slotName={nameOf(job.slot)}
            isSelected={selected?.has(job.job_id) ?? null}
            onOpen={open}
          />
        )) ??
          skeletons.map((ratio, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: they never change places
            <li key={at} className={classes.cell} style={{ '--ratio': ratio } as React.CSSProperties}>
              <Skeleton height="100%" radius={0} />
            </li>
          ))}
      </ul>
      {hasMore && <More isLoading={isLoadingMore} error={moreError} onMore={onMore} />}
    </>
  )
}

/** Brings the next page before it is needed; a page may be empty and not the last. */
function More({ isLoading, error, onMore }: { isLoading: boolean; error: Error | null; onMore(): void }) {
  const { t } = useTranslation()
  const place = useRef<HTMLDivElement>(null)
  const [isNear, setNear] = useState(false)
  useEffect(() => {
    if (!place.current) return
    const watch = new IntersectionObserver((entries) => setNear(entries.some((entry) => entry.isIntersecting)), {
      rootMargin: '800px',
    })
    watch.observe(place.current)
    return () => watch.disconnect()
  }, [])
  useEffect(() => {
    // After a failure somebody has to want it.
    if (isNear && !isLoading && error === null) onMore()
  })
  return (
    <div ref={place} className={classes.more}>
      <Problem error={error} />
      <Button variant="default" loading={isLoading} onClick={onMore}>
        {t('gallery.more')}
      </Button>
    </div>
  )
}

function Empty() {
  const { t } = useTranslation()
  return <EmptyNote title={t('gallery.emptyTitle')} text={t('gallery.emptyText')} />
}
