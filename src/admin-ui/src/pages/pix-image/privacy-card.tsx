import { Button, Text } from '@mantine/core'
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { meQuery } from '../../api/me.ts'
import { decidePrivacy, type Findings, type WholeImage } from '../../api/pix-image.ts'
import { AskOnce } from '../../parts/ask-once.tsx'
import { Problem } from '../../parts/problem.tsx'
import { Section } from '../../parts/section.tsx'
import { useFormats } from '../../words/formats.ts'
import { useFindingWords } from './finding-words.ts'
import classes from './privacy-card.module.css'

/** What the check has found, what services get of it, and the decision of a person. */
export function PrivacyCard({ image, findings }: { image: WholeImage; findings: Findings }) {
  const { t } = useTranslation()
  const { moment } = useFormats()
  const { data: me } = useSuspenseQuery(meQuery)
  const sayFinding = useFindingWords()
  const { privacy, leaves } = findings
  const found = privacy?.findings ?? []
  const status = image.privacy_status
  return (
    <Section
      title={t('pixImage.privacy')}
      actions={
        <span className={classes.sign} data-status={status}>
          {t(`pix.privacy.${status}`)}
        </span>
      }
    >
      {found.length > 0 && (
        <ul className={classes.found} aria-label={t('pixImage.found')}>
          {found.map((finding) => (
            <li key={finding.box.join(' ')}>{sayFinding(finding)}</li>
          ))}
        </ul>
      )}
      {privacy && found.length === 0 && <Text size="sm">{t('pixImage.nothingFound')}</Text>}
      <Text mt="xs">{t(`pixImage.leaves.${leaves}`)}</Text>
      {privacy && (
        <Text size="sm" c="dimmed" mt="xs">
          {t('pixImage.checkedAt', { when: moment(privacy.checked_at) })}
        </Text>
      )}
      {me.role === 'admin' && privacy && <Decision image={image} hasFindings={found.length > 0} />}
    </Section>
  )
}

function Decision({ image, hasFindings }: { image: WholeImage; hasFindings: boolean }) {
  const { t } = useTranslation()
  const queryClient = useQueryClient()
  const decide = useMutation({
    mutationFn: (decision: 'clear' | 'flag') => decidePrivacy(image.image_id, decision),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['pix'] }),
  })
  return (
    <div className={classes.decision}>
      {image.privacy_status === 'flagged' ? (
        <AskOnce
          label={t('pixImage.clear')}
          question={t('pixImage.clearQuestion')}
          confirm={t('pixImage.clearConfirm')}
          isHarmless
          isPending={decide.isPending}
          error={decide.error}
          onConfirm={() => decide.mutate('clear')}
        />
      ) : (
        <>
          <Button variant="default" loading={decide.isPending} onClick={() => decide.mutate('flag')}>
            {t(hasFindings ? 'pixImage.flagAgain' : 'pixImage.flag')}
          </Button>
          <Problem error={decide.error} />
        </>
      )}
    </div>
  )
}
