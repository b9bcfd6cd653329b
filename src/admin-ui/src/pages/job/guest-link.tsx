import { Anchor } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { guestPageQuery, type WholeJob } from '../../api/jobs.ts'
import { CopyButton } from '../../parts/copy-button.tsx'
import { QrCode } from '../../parts/qr-code.tsx'
import { Section } from '../../parts/section.tsx'
import classes from './guest-link.module.css'
import { isPictureThere } from './is-picture-there.ts'

export function GuestLink({ job }: { job: WholeJob }) {
  const { t } = useTranslation()
  const isThere = isPictureThere(job)
  const { data: address } = useQuery({ ...guestPageQuery(job.job_id), enabled: isThere })
  if (!isThere) return null
  return (
    <Section isFrameless title={t('jobs.guest')}>
      <div className={classes.link}>
        <div className={classes.code}>{address && <QrCode text={address} label={t('jobs.guestCode')} />}</div>
        {address && (
          <div className={classes.address}>
            <Anchor href={address} target="_blank" rel="noreferrer" size="sm">
              {address}
            </Anchor>
            <CopyButton text={address} />
          </div>
        )}
      </div>
    </Section>
  )
}
