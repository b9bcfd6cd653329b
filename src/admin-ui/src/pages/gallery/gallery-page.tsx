import { Button } from '@mantine/core'
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { Link, useNavigate, useRouter, useSearch } from '@tanstack/react-router'
import { MonitorPlay, QrCode, SquareCheckBig } from 'lucide-react'
import { Suspense, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { mayActAs, meQuery } from '../../api/me.ts'
import type { PictureFilters } from '../../api/pictures.ts'
import { serverNow } from '../../api/server-time.ts'
import { slotsQuery } from '../../api/slots.ts'
import { lazyPart } from '../../beyond-first.ts'
import { PageFrame } from '../../parts/page-frame.tsx'
import { Filters } from './filters.tsx'
import classes from './gallery-page.module.css'
import { type GallerySearch, rangeOf } from './gallery-search.ts'
import { PictureGrid } from './picture-grid.tsx'
import { SelectionBar } from './selection-bar.tsx'
import { usePictures } from './use-pictures.ts'

const PictureViewer = lazyPart(() => import('./picture-viewer.tsx'), 'PictureViewer')
const ShareDialog = lazyPart(() => import('./share-dialog.tsx'), 'ShareDialog')

export function GalleryPage() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const router = useRouter()
  const search = useSearch({ from: '/signed-in/shell/admin/gallery' })
  const { data: me } = useSuspenseQuery(meQuery)
  const { data: slots } = useQuery(slotsQuery)
  const { slot, time, from, to, picture: openId } = search
  // The hour ends when it is chosen; a query whose time moves on would never be the same.
  const filters = useMemo<PictureFilters>(
    () => ({ ...(slot && { slot }), ...rangeOf({ time, from, to }, serverNow()) }),
    [slot, time, from, to],
  )
  const { pictures, waiting, hasMore, isLoadingMore, moreError, loadMore } = usePictures(filters)
  const [selected, setSelected] = useState<ReadonlySet<string> | null>(null)
  const [isSharing, setSharing] = useState(false)
  const isOperator = mayActAs(me.role, 'operator')
  const boothSlot = slot ?? slots?.find(({ settings }) => settings.enabled)?.id
  const change = (to: Partial<GallerySearch>, replace = false) =>
    void navigate({ to: '/admin/gallery', search: { ...search, ...to }, resetScroll: false, replace })
  /** The way back closes what was opened here; whoever came by a link to one picture goes on to all. */
  const [isOpenedHere, setOpenedHere] = useState(false)
  const close = () =>
    isOpenedHere && router.history.canGoBack() ? router.history.back() : change({ picture: undefined }, true)
  const toggle = (jobId: string) => {
    const next = new Set(selected)
    if (!next.delete(jobId)) next.add(jobId)
    setSelected(next)
  }

  return (
    <PageFrame
      title={t('gallery.title')}
      actions={
        <div className={classes.actions}>
          <Button
            variant="default"
            leftSection={<SquareCheckBig size={17} aria-hidden />}
            aria-pressed={selected !== null}
            onClick={() => setSelected(selected === null ? new Set() : null)}
          >
            {t('gallery.select')}
          </Button>
          {isOperator && boothSlot && (
            <Button
              component={Link}
              to={`/operate/${boothSlot}`}
              variant="default"
              leftSection={<MonitorPlay size={17} aria-hidden />}
            >
              {t('shell.operatorView')}
            </Button>
          )}
          {isOperator && (
            <Button leftSection={<QrCode size={17} aria-hidden />} onClick={() => setSharing(true)}>
              {t('gallery.share')}
            </Button>
          )}
        </div>
      }
    >
      <Filters slots={slots ?? []} search={search} filters={filters} onChange={(to) => change(to, true)} />
      <PictureGrid
        {...{ pictures, waiting, hasMore, isLoadingMore, moreError, selected }}
        slots={slots ?? []}
        onMore={loadMore}
        onOpen={(jobId) => {
          if (selected !== null) return toggle(jobId)
          setOpenedHere(true)
          change({ picture: jobId })
        }}
      />
      {selected !== null && (
        <SelectionBar selected={[...selected]} isOperator={isOperator} onEnd={() => setSelected(null)} />
      )}
      <Suspense>
        {openId !== undefined && (
          <PictureViewer
            jobId={openId}
            {...{ pictures: pictures ?? [], slots: slots ?? [], me }}
            onOpen={(jobId) => change({ picture: jobId }, true)}
            onClose={close}
          />
        )}
        {isSharing && slots && <ShareDialog slots={slots} chosen={slot} onClose={() => setSharing(false)} />}
      </Suspense>
    </PageFrame>
  )
}
