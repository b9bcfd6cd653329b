import { Button, Text } from '@mantine/core'
import { useSuspenseQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { meQuery } from '../../api/me.ts'
import { OwnPasswordForm } from '../../parts/own-password-form.tsx'
import { PageFrame } from '../../parts/page-frame.tsx'
import { AddressStep } from './address-step.tsx'
import { IngestPasswordStep } from './ingest-password-step.tsx'
import { rememberedSteps } from './remembered-steps.ts'
import { Step } from './step.tsx'
import { TryStep } from './try-step.tsx'

const steps = ['password', 'ingest', 'address', 'tryIt'] as const

/** From the printed password to the first picture; every step can wait. */
export function FirstStartPage() {
  const { t } = useTranslation()
  const { data: me } = useSuspenseQuery(meQuery)
  const [states, setStates] = useState(() => rememberedSteps.read(me.email))
  useEffect(() => rememberedSteps.write(me.email, states), [me.email, states])

  const leave = (at: number, as: 'done' | 'skipped') =>
    setStates(states.map((state, each) => (each === at ? as : each === at + 1 && state === 'waiting' ? 'open' : state)))
  const open = (at: number) => setStates(states.map((state, each) => (each === at ? 'open' : state)))

  const contents = [
    <OwnPasswordForm key="password" submit={t('firstStart.password.submit')} onSaved={() => leave(0, 'done')} />,
    <IngestPasswordStep key="ingest" onSaved={() => leave(1, 'done')} />,
    <AddressStep key="address" onSaved={() => leave(2, 'done')} />,
    <TryStep key="tryIt" onDone={() => leave(3, 'done')} />,
  ]
  const isOver = states.every((state) => state === 'done' || state === 'skipped')

  return (
    <PageFrame title={t('firstStart.title')} isNarrow>
      <Text c="dimmed" size="lg" mb="xl">
        {t('firstStart.intro')}
      </Text>
      <ol style={{ display: 'grid', gap: 12, margin: '0 0 24px', padding: 0, listStyle: 'none' }}>
        {steps.map((name, at) => (
          <Step
            key={name}
            number={at + 1}
            title={t(`firstStart.${name}.title`)}
            text={t(`firstStart.${name}.text`)}
            state={states[at] ?? 'waiting'}
            keepsContent={name === 'tryIt'}
            onOpen={() => open(at)}
            onLater={() => leave(at, 'skipped')}
          >
            {contents[at]}
          </Step>
        ))}
      </ol>
      <Button component={Link} to="/admin" variant={isOver ? 'filled' : 'default'} size="md">
        {t('firstStart.finish')}
      </Button>
    </PageFrame>
  )
}
