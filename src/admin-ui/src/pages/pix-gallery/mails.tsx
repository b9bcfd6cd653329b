import { Button, Skeleton, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { mayActAs, meQuery } from '../../api/me.ts'
import { type GalleryMail, galleryMailsQuery, retryMail } from '../../api/pix-gallery.ts'
import { useFailureNotice } from '../../parts/failure-words.ts'
import { Problem } from '../../parts/problem.tsx'
import { Said } from '../../parts/said.tsx'
import { Section } from '../../parts/section.tsx'
import { useAgo } from '../../parts/use-ago.ts'
import { useFormats } from '../../words/formats.ts'
import classes from './gallery-page.module.css'

/** What the customer was told, and what did not arrive. */
export function Mails({ jobId }: { jobId: string }) {
  const { t } = useTranslation()
  const { data: mails, error } = useQuery(galleryMailsQuery(jobId))
  return (
    <Section title={t('pixGallery.mails')}>
      <Problem error={error} />
      {mails === undefined && !error && <Skeleton height={40} aria-busy />}
      {mails?.length === 0 && <Text c="dimmed">{t('pixGallery.noMails')}</Text>}
      {mails && mails.length > 0 && (
        <ul className={classes.rows}>
          {mails.map((mail) => (
            <li key={mail.id}>
              <MailLine mail={mail} />
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}

function MailLine({ mail }: { mail: GalleryMail }) {
  const { t } = useTranslation()
  const ago = useAgo()
  const { moment } = useFormats()
  const { data: me } = useSuspenseQuery(meQuery)
  const queryClient = useQueryClient()
  const retry = useMutation({
    mutationFn: () => retryMail(mail.id),
    onError: useFailureNotice(),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['pix', 'mails'] }),
  })
  const { status, attempts, created_at: at, sent_at: sent, next_at: next, error, remark, revision } = mail
  const facts = [
    sent === null ? t('pixGallery.mailFrom', { when: moment(at) }) : moment(sent),
    status !== 'sent' && attempts > 0 && t('pixGallery.tries', { count: attempts }),
    next !== null && attempts > 0 && t('pixGallery.nextTry', { when: ago(next) }),
  ].filter((fact) => fact !== false)
  return (
    <>
      <div className={classes.rowHead}>
        <span>{t('pixGallery.mailOf', { revision })}</span>
        <span className={classes.sign} data-state={status}>
          {t(`pixGallery.mailStates.${status}`)}
        </span>
      </div>
      <Text size="sm" c="dimmed">
        {facts.join(' · ')}
      </Text>
      {error !== null && status !== 'sent' && (
        <Text size="sm">
          <Said remark={remark ?? { code: null, params: {}, text: error }} />
        </Text>
      )}
      {status === 'failed' && mayActAs(me.role, 'operator') && (
        <Button size="compact-md" variant="default" mt="xs" loading={retry.isPending} onClick={() => retry.mutate()}>
          {t('pixGallery.sendAgain')}
        </Button>
      )}
    </>
  )
}
