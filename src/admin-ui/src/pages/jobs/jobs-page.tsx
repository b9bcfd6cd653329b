import { Button, Tabs } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Download } from 'lucide-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { tableOf } from '../../api/jobs.ts'
import { serverNow } from '../../api/server-time.ts'
import { PageFrame } from '../../parts/page-frame.tsx'
import { JobList } from './job-list.tsx'
import { filtersOf, type JobSearch, readJobSearch } from './job-search.ts'
import { RefusalList } from './refusal-list.tsx'
import { SearchBar } from './search-bar.tsx'

/** Every photo that came, and what became of it. The search is in the address: it can be sent to somebody. */
export function JobsPage() {
  const { t } = useTranslation()
  const search = useSearch({ from: '/signed-in/shell/admin/jobs' })
  const navigate = useNavigate()
  const go = (wanted: JobSearch) =>
    void navigate({ to: '/admin/jobs', search: readJobSearch({ ...wanted }), replace: true })
  // "Within the last hour" begins when it is asked for, and stays there while more is read.
  const filters = useMemo(() => filtersOf(search, serverNow()), [search])
  const isRefusals = search.tab === 'refusals'

  return (
    <PageFrame
      title={t('jobs.title')}
      actions={
        !isRefusals && (
          <Button
            component="a"
            href={tableOf(filters)}
            download
            variant="default"
            leftSection={<Download size={16} aria-hidden />}
          >
            {t('jobs.table')}
          </Button>
        )
      }
    >
      <Tabs
        value={isRefusals ? 'refusals' : 'jobs'}
        onChange={(tab) => go({ slot: search.slot, ...(tab === 'refusals' && { tab }) })}
        keepMounted={false}
      >
        <Tabs.List mb="md">
          <Tabs.Tab value="jobs">{t('jobs.title')}</Tabs.Tab>
          <Tabs.Tab value="refusals">{t('jobs.refusals')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="jobs">
          <SearchBar search={search} onSearch={go} />
          <JobList
            filters={filters}
            isSearch={Object.values(search).some((value) => value !== undefined)}
            onForget={() => go({})}
          />
        </Tabs.Panel>
        <Tabs.Panel value="refusals">
          <RefusalList slot={search.slot} onSlot={(slot) => go({ tab: 'refusals', slot })} />
        </Tabs.Panel>
      </Tabs>
    </PageFrame>
  )
}
