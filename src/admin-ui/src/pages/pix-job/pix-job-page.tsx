import { Anchor, Button, Skeleton, Tabs } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useBlocker, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { ArrowLeft, Images } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { pixJobQuery, type WholePixJob } from '../../api/pix-jobs.ts'
import { LeaveGuard } from '../../parts/leave-guard.tsx'
import { PageFrame } from '../../parts/page-frame.tsx'
import { ImagesTab } from './images/images-tab.tsx'
import { useUploads } from './images/use-uploads.ts'
import { JobHead } from './job-head.tsx'
import classes from './pix-job-page.module.css'
import { pixJobTabs, readPixJobSearch } from './pix-job-search.ts'
import { ServicesTab } from './services-tab.tsx'
import { ShootsTab } from './shoots/shoots-tab.tsx'
import { CaptionsTab } from './texts/captions-tab.tsx'
import { TextsTab } from './texts/texts-tab.tsx'
import { useDrafts } from './texts/use-drafts.ts'

/** One job: its images and how far they are, its texts, its shoots, and what services can make of it. */
export function PixJobPage() {
  const { t } = useTranslation()
  const { jobId } = useParams({ from: '/signed-in/shell/admin/pix/jobs/$jobId' })
  const { data: job } = useQuery(pixJobQuery(jobId))
  return (
    <PageFrame
      title={job ? job.property_label || job.job_number : t('pixJob.title')}
      actions={
        <Button
          renderRoot={(props) => <Link {...props} to="/admin/pix/jobs/$jobId/gallery" params={{ jobId }} />}
          leftSection={<Images size={17} aria-hidden />}
        >
          {t('pixJob.galleryLink')}
        </Button>
      }
    >
      <Anchor component={Link} to="/admin/pix" className={classes.back}>
        <ArrowLeft size={16} aria-hidden />
        {t('pixJob.all')}
      </Anchor>
      {job ? (
        <>
          <JobHead job={job} />
          <JobTabs key={job.id} job={job} />
        </>
      ) : (
        <Skeleton height={420} radius={14} aria-busy />
      )}
    </PageFrame>
  )
}

function JobTabs({ job }: { job: WholePixJob }) {
  const { t } = useTranslation()
  const { tab = 'images', state } = useSearch({ from: '/signed-in/shell/admin/pix/jobs/$jobId' })
  const navigate = useNavigate()
  // Above the parts: what is typed or being sent stays while another part is looked at.
  const drafts = useDrafts()
  const uploads = useUploads(job.id)
  useBlocker({ shouldBlockFn: () => false, enableBeforeUnload: () => uploads.isSending })
  const go = (wanted: object) =>
    void navigate({
      to: '/admin/pix/jobs/$jobId',
      params: { jobId: job.id },
      search: readPixJobSearch({ ...wanted }),
      replace: true,
    })
  return (
    <>
      <Tabs value={tab} onChange={(chosen) => go({ tab: chosen })} keepMounted={false}>
        <Tabs.List mb="md" aria-label={t('pixJob.parts')}>
          {pixJobTabs.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {t(`pixJob.tabs.${each}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={tab}>
          {tab === 'images' && (
            <ImagesTab job={job} state={state} uploads={uploads} onState={(wanted) => go({ state: wanted })} />
          )}
          {tab === 'captions' && <CaptionsTab jobId={job.id} drafts={drafts} />}
          {tab === 'texts' && <TextsTab jobId={job.id} drafts={drafts} />}
          {tab === 'shoots' && <ShootsTab job={job} />}
          {tab === 'services' && <ServicesTab jobId={job.id} />}
        </Tabs.Panel>
      </Tabs>
      <LeaveGuard
        own={`/admin/pix/jobs/${encodeURIComponent(job.id)}`}
        isDirty={drafts.count > 0}
        onDiscard={drafts.forgetAll}
      />
    </>
  )
}
