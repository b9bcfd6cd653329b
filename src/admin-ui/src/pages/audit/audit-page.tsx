import { Button, Skeleton } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { type AuditFilter, auditQuery } from '../../api/audit.ts'
import { EmptyNote } from '../../parts/empty-note.tsx'
import { PageFrame } from '../../parts/page-frame.tsx'
import { Problem } from '../../parts/problem.tsx'
import { AuditFilters } from './audit-filters.tsx'
import classes from './audit-page.module.css'
import { ChangeItem } from './change-item.tsx'

const skeletons = ['one', 'two', 'three', 'four', 'five', 'six']

/** Who changed what; what is looked for is in the address, so that it can be passed on. */
export function AuditPage() {
  const { t } = useTranslation()
  const filter = useSearch({ from: '/signed-in/shell/admin/audit' })
  const navigate = useNavigate({ from: '/admin/audit' })
  const found = useInfiniteQuery(auditQuery(filter))
  const { data, error, isFetchingNextPage, isFetchNextPageError, hasNextPage, fetchNextPage } = found
  const changes = data?.pages.flatMap((page) => page.changes)
  const choose = (search: AuditFilter) => void navigate({ search, replace: true })
  return (
    <PageFrame title={t('audit.title')} isNarrow>
      <AuditFilters filter={filter} onChange={choose} />
      <Problem error={error} />
      {changes?.length === 0 && (
        <EmptyNote title={t('audit.noneTitle')} text={t('audit.noneText')}>
          {Object.values(filter).some(Boolean) && (
            <Button variant="default" onClick={() => choose({})}>
              {t('audit.showAll')}
            </Button>
          )}
        </EmptyNote>
      )}
      {changes?.length !== 0 && (changes || !error) && (
        <ol className={classes.list} aria-label={t('audit.title')} aria-busy={changes === undefined}>
          {changes?.map((change) => (
            <li key={change.id}>
              <ChangeItem change={change} onWho={(who) => choose({ ...filter, who })} />
            </li>
          )) ??
            skeletons.map((key) => (
              <li key={key}>
                <Skeleton height={72} radius={0} />
              </li>
            ))}
        </ol>
      )}
      {hasNextPage && (
        <More isLoading={isFetchingNextPage} hasFailed={isFetchNextPageError} onMore={() => void fetchNextPage()} />
      )}
    </PageFrame>
  )
}

interface MoreProps {
  isLoading: boolean
  hasFailed: boolean
  onMore(): void
}

/** Loads more when it comes into sight, and when it is pressed; after a failure only then. */
function More({ isLoading, hasFailed, onMore }: MoreProps) {
  const { t } = useTranslation()
  const place = useRef<HTMLDivElement>(null)
  const more = useRef(onMore)
  more.current = onMore
  useEffect(() => {
    if (!place.current || isLoading || hasFailed) return
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && more.current())
    observer.observe(place.current)
    return () => observer.disconnect()
  }, [isLoading, hasFailed])
  return (
    <div ref={place} className={classes.more}>
      <Button variant="default" loading={isLoading} onClick={onMore}>
        {t('audit.more')}
      </Button>
    </div>
  )
}
