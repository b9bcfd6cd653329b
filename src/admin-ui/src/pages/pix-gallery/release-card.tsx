import { Checkbox, Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { meQuery } from '../../api/me.ts'
import { type GalleryState, releaseGallery, withdrawGallery } from '../../api/pix-gallery.ts'
import type { PixJob } from '../../api/pix-jobs.ts'
import { AskOnce } from '../../parts/ask-once.tsx'
import { Caution } from '../../parts/caution.tsx'
import { notify } from '../../parts/notify.ts'
import { Section } from '../../parts/section.tsx'
import { useFormats } from '../../words/formats.ts'
import classes from './gallery-page.module.css'

interface ReleaseProps {
  job: PixJob
  state: GalleryState
}

/** Who sees it, and the button that changes that. */
export function ReleaseCard({ job, state }: ReleaseProps) {
  const { t } = useTranslation()
  const { moment } = useFormats()
  const { data: me } = useSuspenseQuery(meQuery)
  const shown = stateOf(state)
  const { released_at: at, released_by: by } = state
  const mayRelease = me.role === 'admin' && state.status === 'draft_ready'
  return (
    <Section
      title={t('pixGallery.visibility')}
      actions={
        <span className={classes.sign} data-state={shown}>
          {t(`pixGallery.states.${shown}`)}
        </span>
      }
    >
      <Text>{t(`pixGallery.stateText.${shown}`)}</Text>
      {at !== null && (
        <Text size="sm" c="dimmed" mt={4}>
          {t('pixGallery.releasedBy', { when: moment(at), who: by ?? '' })}
        </Text>
      )}
      {mayRelease && (
        <div className={classes.actions}>
          {shown !== 'released' && <Release job={job} />}
          {shown !== 'draft' && <Withdraw jobId={job.id} />}
        </div>
      )}
    </Section>
  )
}

function stateOf({ status, visibility, is_outdated: isOutdated }: GalleryState) {
  if (status === 'none') return 'none'
  if (visibility === 'internal') return 'draft'
  return isOutdated ? 'outdated' : 'released'
}

function Release({ job }: { job: PixJob }) {
  const { t } = useTranslation()
  const queryClient = useQueryClient()
  const [isForced, setForced] = useState(false)
  const { pending, error } = job.images
  const release = useMutation({
    mutationFn: () => releaseGallery(job.id, isForced),
    async onSuccess() {
      await queryClient.invalidateQueries({ queryKey: ['pix'] })
      void notify({ message: t('pixGallery.released') })
    },
  })
  const { customer_name: name, customer_email: email } = job
  const who = name !== null && name !== '' ? name : t('pixGallery.theCustomer')
  return (
    <AskOnce
      label={t('pixGallery.release')}
      look={{ variant: 'filled' }}
      title={t('pixGallery.releaseTitle')}
      question={
        <Stack gap="xs">
          <Text>{email === null ? t('pixGallery.nobodyTold') : t('pixGallery.toldTo', { who, email })}</Text>
          {error > 0 && <Text size="sm">{t('pixGallery.withoutFailed', { count: error })}</Text>}
          {pending > 0 && (
            <>
              <Caution>{t('pixGallery.pending', { count: pending })}</Caution>
              <Checkbox
                label={t('pixGallery.force')}
                checked={isForced}
                onChange={({ currentTarget }) => setForced(currentTarget.checked)}
              />
            </>
          )}
        </Stack>
      }
      confirm={t(email === null ? 'pixGallery.releaseSilently' : 'pixGallery.releaseAndTell')}
      isHarmless
      isPending={release.isPending}
      error={release.error}
      onConfirm={() => release.mutate()}
    />
  )
}

function Withdraw({ jobId }: { jobId: string }) {
  const { t } = useTranslation()
  const queryClient = useQueryClient()
  const withdraw = useMutation({
    mutationFn: () => withdrawGallery(jobId),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['pix'] }),
  })
  return (
    <AskOnce
      label={t('pixGallery.withdraw')}
      question={t('pixGallery.withdrawQuestion')}
      confirm={t('pixGallery.withdrawConfirm')}
      isPending={withdraw.isPending}
      error={withdraw.error}
      onConfirm={() => withdraw.mutate()}
    />
  )
}
