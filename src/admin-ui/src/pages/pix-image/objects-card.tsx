import { Button, Checkbox, Text } from '@mantine/core'
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { SquarePlus } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { mayActAs, meQuery } from '../../api/me.ts'
import { decideCleanup, type Findings, type WholeImage } from '../../api/pix-image.ts'
import { Problem } from '../../parts/problem.tsx'
import { Section } from '../../parts/section.tsx'
import { useFormats } from '../../words/formats.ts'
import classes from './objects-card.module.css'
import type { Desk, Thing } from './use-desk.ts'

interface ObjectsCardProps {
  image: Pick<WholeImage, 'image_id'>
  findings: Findings
  desk: Desk
}

interface Decision {
  id: string
  state: 'open' | 'dismissed'
}

/** What services saw; what is chosen is shown in the picture, and can be put into the mask without a hand that draws. */
export function ObjectsCard({ image, findings, desk }: ObjectsCardProps) {
  const { t } = useTranslation()
  const { data: me } = useSuspenseQuery(meQuery)
  const isOperator = mayActAs(me.role, 'operator')
  const queryClient = useQueryClient()
  const decide = useMutation({
    mutationFn: ({ id, state }: Decision) => decideCleanup(image.image_id, id, state),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['pix'] }),
  })
  const { things, chosen, mask, setMode } = desk
  const candidates = things.filter(({ isCandidate }) => isCandidate)
  const others = things.filter(({ isCandidate }) => !isCandidate)
  const dismissed = findings.cleanup_candidates.filter(({ state }) => state === 'dismissed')
  const gone = findings.cleanup_candidates.filter(({ state }) => state === 'removed').length
  const put = () => {
    mask.add(...chosen.map(({ key, box }) => ({ kind: 'box' as const, key, box })))
    setMode('remove')
  }
  return (
    <Section title={t('pixImage.objects')}>
      {things.length === 0 && <Text c="dimmed">{t('pixImage.noObjects')}</Text>}
      <Things
        title={t('pixImage.candidates')}
        things={candidates}
        desk={desk}
        actionFor={({ key, label }) =>
          isOperator && (
            <Button
              size="compact-xs"
              variant="default"
              aria-label={t('pixImage.dismissOne', { what: label })}
              disabled={decide.isPending}
              onClick={() => decide.mutate({ id: key, state: 'dismissed' })}
            >
              {t('pixImage.dismiss')}
            </Button>
          )
        }
      />
      <Things title={t('pixImage.otherObjects')} things={others} desk={desk} />
      {dismissed.length > 0 && (
        <fieldset className={classes.things}>
          <legend>{t('pixImage.dismissed')}</legend>
          {dismissed.map(({ id, label }) => (
            <span key={id} className={classes.thing}>
              <span lang="en">{label}</span>
              {isOperator && (
                <Button
                  size="compact-xs"
                  variant="default"
                  aria-label={t('pixImage.reopenOne', { what: label })}
                  disabled={decide.isPending}
                  onClick={() => decide.mutate({ id, state: 'open' })}
                >
                  {t('pixImage.reopenCandidate')}
                </Button>
              )}
            </span>
          ))}
        </fieldset>
      )}
      <Problem error={decide.error} />
      {gone > 0 && (
        <Text size="sm" c="dimmed">
          {t('pixImage.candidatesGone', { count: gone })}
        </Text>
      )}
      {things.length > 0 && isOperator && (
        <Button
          variant="default"
          leftSection={<SquarePlus size={16} aria-hidden />}
          disabled={chosen.length === 0}
          onClick={put}
        >
          {t('pixImage.toMask')}
        </Button>
      )}
    </Section>
  )
}

interface ThingsProps {
  title: string
  things: readonly Thing[]
  desk: Desk
  /** Beside each. */
  actionFor?(thing: Thing): ReactNode
}

function Things({ title, things, desk, actionFor }: ThingsProps) {
  const { t } = useTranslation()
  const { share } = useFormats()
  if (things.length === 0) return null
  return (
    <fieldset className={classes.things}>
      <legend>{title}</legend>
      {things.map((thing) => (
        <span key={thing.key} className={classes.thing}>
          <Checkbox
            checked={desk.chosen.includes(thing)}
            onChange={() => desk.toggle(thing.key)}
            label={
              <span lang="en">
                {thing.score === null
                  ? thing.label
                  : t('pixImage.withScore', { what: thing.label, score: share(thing.score) })}
              </span>
            }
          />
          {actionFor?.(thing)}
        </span>
      ))}
    </fieldset>
  )
}
