import { Button } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { mayActAs, meQuery } from '../../api/me.ts'
import { type PixJobFilters, pixJobsQuery } from '../../api/pix-jobs.ts'
import { EmptyNote } from '../../parts/empty-note.tsx'
import { PageFrame } from '../../parts/page-frame.tsx'
import { JobSearch } from './job-search.tsx'
import { NewJob } from './new-job.tsx'
import { PixJobList } from './pix-job-list.tsx'
import classes from './pix-page.module.css'
import { readPixSearch } from './pix-search.ts'

/** What customers have ordered. The search is in the address: it can be sent to somebody. */
export function PixPage() {
  const { t } = useTranslation()
  const { data: me } = useQuery(meQuery)
  const search = useSearch({ from: '/signed-in/shell/admin/pix' })
  const navigate = useNavigate()
  const [isAdding, setAdding] = useState(false)
  const go = (wanted: PixJobFilters) =>
    void navigate({ to: '/admin/pix', search: readPixSearch({ ...wanted }), replace: true })
  // Nothing to search through: no search.
  const isSearch = search.text !== undefined || search.status !== undefined
  const { data } = useInfiniteQuery(pixJobsQuery(search))
  const isNew = !isSearch && data?.pages[0]?.jobs.length === 0
  const mayAdd = me !== undefined && mayActAs(me.role, 'operator')
  const add = mayAdd && !isAdding && (
    <Button leftSection={<Plus size={17} aria-hidden />} onClick={() => setAdding(true)}>
      {t('pix.add')}
    </Button>
  )
  return (
    <PageFrame
      title={t('pix.title')}
      actions={
        <div className={classes.actions}>
          {me?.role === 'admin' && (
            <Button component={Link} to="/admin/pix/targets" variant="default">
              {t('pix.targets')}
            </Button>
          )}
          {!isNew && add}
        </div>
      }
    >
      {isAdding && <NewJob onClose={() => setAdding(false)} />}
      {isNew ? (
        <EmptyNote title={t('pix.noneTitle')} text={t('pix.noneText')}>
          {add}
        </EmptyNote>
      ) : (
        <>
          <JobSearch search={search} onSearch={go} />
          <PixJobList search={search} onForget={() => go({})} />
        </>
      )}
    </PageFrame>
  )
}
