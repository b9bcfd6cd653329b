import { Button, Group, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { Check, Circle, RotateCcw } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { mayActAs, meQuery } from '../../api/me.ts'
import type { Findings, WholeImage } from '../../api/pix-image.ts'
import { excludeImage, includeImage, retryImage } from '../../api/pix-images.ts'
import { orchestratorsQuery } from '../../api/pix-jobs.ts'
import { Caution } from '../../parts/caution.tsx'
import { useKnownWords } from '../../parts/known-words.ts'
import { Problem } from '../../parts/problem.tsx'
import { Section } from '../../parts/section.tsx'
import { useFormats } from '../../words/formats.ts'
import signs from './privacy-card.module.css'
import classes from './state-card.module.css'

/** How far it has come, what went wrong on the way, and whether customers get it. */
export function StateCard({ image, findings }: { image: WholeImage; findings: Findings | undefined }) {
  const { t } = useTranslation()
  const { bytes } = useFormats()
  const sayReason = useKnownWords('remarks.reason')
  const nameOf = (stage: string) => {
    const known = knownStages.find((each) => each === stage)
    return known ? t(`pixImage.stages.${known}`) : stage
  }
  const { status, error_code: code, error_message: message } = image
  const facts = [
    image.width !== null && image.height !== null && t('pixImage.size', { width: image.width, height: image.height }),
    bytes(image.bytes),
    image.revision > 1 && t('pixImage.revision', { number: image.revision }),
  ].filter((fact) => fact !== false)
  return (
    <Section
      title={t('pixImage.state')}
      actions={
        <span className={signs.sign} data-status={status}>
          {t(`pix.imageStates.${status}`)}
        </span>
      }
    >
      <Text size="sm" c="dimmed">
        {facts.join(' · ')}
      </Text>
      {code !== null && (
        <Caution isGrave={status === 'error'}>
          {sayReason(code)}
          {message !== null && (
            <Text size="sm" c="dimmed" lang="en">
              {message}
            </Text>
          )}
        </Caution>
      )}
      <Steps image={image} />
      {findings?.warnings.map(({ stage, code, message }) => (
        <div key={stage} className={classes.warning}>
          <Caution>
            {t('pixImage.warning', { stage: nameOf(stage), why: sayReason(code) })}
            <Text size="sm" c="dimmed" lang="en">
              {message}
            </Text>
          </Caution>
        </div>
      ))}
      <Actions image={image} />
    </Section>
  )
}

const knownStages = ['privacy', 'depth'] as const

function Steps({ image }: { image: WholeImage }) {
  const { t } = useTranslation()
  const { data: services } = useQuery(orchestratorsQuery)
  const missing = (name: 'vision' | 'gpt') => services?.find((each) => each.name === name)?.missing ?? []
  const steps = [
    ['read', image.ready_for_vision, []],
    ['seen', image.vision_done, missing('vision')],
    ['written', image.gpt_done, missing('gpt')],
  ] as const
  return (
    <ul className={classes.steps}>
      {steps.map(([step, isDone, variables]) => (
        <li key={step} data-done={isDone || undefined}>
          {isDone ? <Check size={15} aria-hidden /> : <Circle size={15} aria-hidden />}
          <span>
            {t(`pixImage.steps.${step}`)}
            <span className="only-heard">: {t(isDone ? 'pixImage.stepDone' : 'pixImage.stepOpen')}</span>
            {!isDone && variables.length > 0 && (
              <Text span size="sm" c="dimmed" display="block">
                {t('pixImage.notSetUp', { variables: variables.join(', ') })}
              </Text>
            )}
          </span>
        </li>
      ))}
    </ul>
  )
}

function Actions({ image }: { image: WholeImage }) {
  const { t } = useTranslation()
  const { data: me } = useSuspenseQuery(meQuery)
  const queryClient = useQueryClient()
  const act = useMutation({
    mutationFn: (action: (id: string) => Promise<unknown>) => action(image.image_id),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['pix'] }),
  })
  if (!mayActAs(me.role, 'operator')) return null
  const isOut = image.excluded_at !== null
  return (
    <>
      <Text size="sm" mt="sm">
        {t(isOut ? 'pixImage.isOut' : image.usable ? 'pixImage.isIn' : 'pixImage.notYetIn')}
      </Text>
      <Group gap="xs" mt="xs">
        {image.status === 'error' && image.ready_for_vision && (
          <Button
            leftSection={<RotateCcw size={16} aria-hidden />}
            loading={act.isPending}
            onClick={() => act.mutate(retryImage)}
          >
            {t('pixImage.retry')}
          </Button>
        )}
        <Button
          variant="default"
          loading={act.isPending}
          onClick={() => act.mutate(isOut ? includeImage : excludeImage)}
        >
          {t(isOut ? 'pixImage.include' : 'pixImage.exclude')}
        </Button>
      </Group>
      <Problem error={act.error} />
    </>
  )
}
