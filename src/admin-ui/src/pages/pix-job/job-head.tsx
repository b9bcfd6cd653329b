import { Button, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Pencil } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { changePixJob, failedMailsQuery, type PixJob } from '../../api/pix-jobs.ts'
import { AskOnce } from '../../parts/ask-once.tsx'
import { Caution } from '../../parts/caution.tsx'
import { GallerySign } from '../../parts/gallery-sign.tsx'
import { useMay } from '../../parts/use-may.ts'
import { useFormats } from '../../words/formats.ts'
import { EditJob } from './edit-job.tsx'
import classes from './pix-job-page.module.css'

/** Whose job it is, how it stands, and that it is closed and opened again. */
export function JobHead({ job }: { job: PixJob }) {
  const { t } = useTranslation()
  const { moment } = useFormats()
  const mayChange = useMay('operator')
  const { data: mails = [] } = useQuery(failedMailsQuery)
  const [isEditing, setEditing] = useState(false)
  const customer = [job.customer_name, job.customer_email].filter(Boolean).join(' · ')
  const facts: [name: string, value: string][] = [
    [t('pixJob.number'), job.job_number],
    [t('pixJob.customer'), customer],
    [t('pixJob.address'), addressOf(job)],
    [t('pix.form.locale'), t(`pix.locales.${job.locale}`)],
    [t('pixJob.begun'), moment(job.created_at)],
  ]
  return (
    <div className={classes.head}>
      <dl className={classes.facts}>
        {facts.map(
          ([name, value]) =>
            value && (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
      </dl>
      <div className={classes.state}>
        <GallerySign job={job} />
        {mayChange && !isEditing && (
          <Button
            variant="default"
            size="xs"
            leftSection={<Pencil size={15} aria-hidden />}
            onClick={() => setEditing(true)}
          >
            {t('pixJob.edit.begin')}
          </Button>
        )}
        {mayChange && <Turn key={job.status} job={job} />}
      </div>
      {isEditing && (
        <div className={classes.wide}>
          <EditJob key={job.id} job={job} onClose={() => setEditing(false)} />
        </div>
      )}
      {mails.some((mail) => mail.job_id === job.id) && (
        <div className={classes.wide}>
          <Caution>{t('pix.mailFailed')}</Caution>
        </div>
      )}
      {job.status === 'closed' && (
        <Text className={classes.wide} c="dimmed">
          {t('pixJob.isClosed')}
        </Text>
      )}
    </div>
  )
}

function Turn({ job: { id, status } }: { job: PixJob }) {
  const { t } = useTranslation()
  const queryClient = useQueryClient()
  const turn = useMutation({
    mutationFn: () => changePixJob(id, { status: status === 'open' ? 'closed' : 'open' }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['pix'] }),
  })
  const how = status === 'open' ? 'close' : 'reopen'
  return (
    <AskOnce
      label={t(`pixJob.${how}`)}
      look={{ size: 'xs' }}
      question={t(`pixJob.${how}Question`)}
      confirm={t(`pixJob.${how}Confirm`)}
      isPending={turn.isPending}
      error={turn.error}
      isHarmless
      onConfirm={() => turn.mutate()}
    />
  )
}

const addressOf = ({ address }: PixJob) => {
  const { street = '', house_number: number = '', postal_code: code = '', city = '' } = address ?? {}
  return [`${street} ${number}`.trim(), `${code} ${city}`.trim()].filter(Boolean).join(', ')
}
