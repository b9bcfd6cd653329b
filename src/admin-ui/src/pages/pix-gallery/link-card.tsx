import { Anchor, Skeleton, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { mayActAs, meQuery } from '../../api/me.ts'
import { type GalleryState, galleryLinkQuery, renewLink } from '../../api/pix-gallery.ts'
import { AskOnce } from '../../parts/ask-once.tsx'
import { CopyButton } from '../../parts/copy-button.tsx'
import { Problem } from '../../parts/problem.tsx'
import { Section } from '../../parts/section.tsx'
import classes from './gallery-page.module.css'

/** The customer's way in: whoever has it sees the gallery, so not everybody here does. */
export function LinkCard({ jobId, state }: { jobId: string; state: GalleryState }) {
  const { t } = useTranslation()
  const { data: me } = useSuspenseQuery(meQuery)
  const isOperator = mayActAs(me.role, 'operator')
  const { data: link, error } = useQuery({ ...galleryLinkQuery(jobId), enabled: isOperator && state.has_link })
  if (!isOperator || !state.has_link) return null
  const isOpen = state.visibility === 'customer'
  return (
    <Section title={t('pixGallery.link')}>
      <Problem error={error} />
      {link === undefined && !error && <Skeleton height={24} aria-busy />}
      {link === null && <Text mb="sm">{t('pixGallery.linkUnreadable')}</Text>}
      {link && (
        <div className={classes.link}>
          {isOpen ? (
            <Anchor href={link} target="_blank" rel="noreferrer">
              {link}
            </Anchor>
          ) : (
            <span>{link}</span>
          )}
          <CopyButton text={link} label={t('pixGallery.link')} />
        </div>
      )}
      {!isOpen && (
        <Text size="sm" c="dimmed" mb="sm">
          {t('pixGallery.linkClosed')}
        </Text>
      )}
      {me.role === 'admin' && <Renew jobId={jobId} />}
    </Section>
  )
}

function Renew({ jobId }: { jobId: string }) {
  const { t } = useTranslation()
  const queryClient = useQueryClient()
  const renew = useMutation({
    mutationFn: () => renewLink(jobId),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['pix', 'gallery', jobId] }),
  })
  return (
    <AskOnce
      label={t('pixGallery.renew')}
      question={t('pixGallery.renewQuestion')}
      confirm={t('pixGallery.renewConfirm')}
      isPending={renew.isPending}
      error={renew.error}
      onConfirm={() => renew.mutate()}
    />
  )
}
