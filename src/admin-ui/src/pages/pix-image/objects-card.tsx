import { Button, Checkbox, Text } from '@mantine/core'
import { useSuspenseQuery } from '@tanstack/react-query'
import { SquarePlus } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { mayActAs, meQuery } from '../../api/me.ts'
import type { Findings } from '../../api/pix-image.ts'
import { Section } from '../../parts/section.tsx'
import { useFormats } from '../../words/formats.ts'
import classes from './objects-card.module.css'
import type { Desk, Thing } from './use-desk.ts'

/** What services saw; what is chosen is shown in the picture, and can be put into the mask without a hand that draws. */
export function ObjectsCard({ findings, desk }: { findings: Findings; desk: Desk }) {
  const { t } = useTranslation()
  const { data: me } = useSuspenseQuery(meQuery)
  const { things, chosen, mask, setMode } = desk
  const candidates = things.filter(({ isCandidate }) => isCandidate)
  const others = things.filter(({ isCandidate }) => !isCandidate)
  const gone = findings.cleanup_candidates.filter(({ state }) => state === 'removed').length
  const put = () => {
    mask.add(...chosen.map(({ key, box }) => ({ kind: 'box' as const, key, box })))
    setMode('remove')
  }
  return (
    <Section title={t('pixImage.objects')}>
      {things.length === 0 && <Text c="dimmed">{t('pixImage.noObjects')}</Text>}
      <Things title={t('pixImage.candidates')} things={candidates} desk={desk} />
      <Things title={t('pixImage.otherObjects')} things={others} desk={desk} />
      {gone > 0 && (
        <Text size="sm" c="dimmed">
          {t('pixImage.candidatesGone', { count: gone })}
        </Text>
      )}
      {things.length > 0 && mayActAs(me.role, 'operator') && (
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

function Things({ title, things, desk }: { title: string; things: readonly Thing[]; desk: Desk }) {
  const { t } = useTranslation()
  const { share } = useFormats()
  if (things.length === 0) return null
  return (
    <fieldset className={classes.things}>
      <legend>{title}</legend>
      {things.map((thing) => (
        <Checkbox
          key={thing.key}
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
      ))}
    </fieldset>
  )
}
