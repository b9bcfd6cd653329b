import { Button, Skeleton, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { askOrchestrator, type Orchestrator, orchestratorsQuery } from '../../api/pix-jobs.ts'
import { Problem } from '../../parts/problem.tsx'
import { Section } from '../../parts/section.tsx'
import { useMay } from '../../parts/use-may.ts'
import { Disclosure } from './disclosure.tsx'
import classes from './services-tab.module.css'

/** What can be made of the images of a job, and making it. */
export function ServicesTab({ jobId }: { jobId: string }) {
  const { t } = useTranslation()
  const mayRun = useMay('operator')
  const { data: orchestrators, error } = useQuery(orchestratorsQuery)
  return (
    <Section title={t('pixJob.tabs.services')} text={t('pixJob.services.text')}>
      <Disclosure isWhole />
      <Problem error={orchestrators ? null : error} />
      {orchestrators === undefined && !error && <Skeleton height={320} aria-busy />}
      <ul className={classes.list}>
        {orchestrators?.map((orchestrator) => (
          <li key={orchestrator.name}>
            <Service jobId={jobId} orchestrator={orchestrator} mayRun={mayRun} />
          </li>
        ))}
      </ul>
    </Section>
  )
}

interface ServiceProps {
  jobId: string
  orchestrator: Orchestrator
  mayRun: boolean
}

function Service({ jobId, orchestrator: { name, state, missing, models }, mayRun }: ServiceProps) {
  const { t } = useTranslation()
  const queryClient = useQueryClient()
  const ask = useMutation({
    mutationFn: (mode: 'plan' | 'run') => askOrchestrator(jobId, name, mode),
    onSuccess: (_answer, mode) =>
      mode === 'run' && queryClient.invalidateQueries({ queryKey: ['pix', 'images', jobId] }),
  })
  const label = t(`pixJob.services.names.${name}`)
  const button = (mode: 'plan' | 'run') => (
    <Button
      size="xs"
      variant={mode === 'run' ? 'filled' : 'default'}
      aria-label={t('pixJob.actionOn', { action: t(`pixJob.services.${mode}`), name: label })}
      loading={ask.isPending && ask.variables === mode}
      disabled={ask.isPending || (mode === 'run' && state !== 'ready')}
      onClick={() => ask.mutate(mode)}
    >
      {t(`pixJob.services.${mode}`)}
    </Button>
  )
  return (
    <div className={classes.service}>
      <div className={classes.what}>
        <Text fw={550}>{label}</Text>
        <Text size="sm" c={state === 'ready' ? 'var(--page-good)' : 'dimmed'}>
          {t(state === 'ready' ? 'pixJob.services.ready' : 'pixJob.services.notConfigured')}
        </Text>
        {missing.length > 0 && (
          <Text size="sm" c="dimmed">
            {t('pixJob.services.missing', { names: missing.join(', ') })}
          </Text>
        )}
        {models.length > 0 && (
          <Text size="sm" c="dimmed">
            {t('pixJob.services.models', { names: models.join(', ') })}
          </Text>
        )}
      </div>
      {mayRun && (
        <div className={classes.buttons}>
          {button('plan')}
          {button('run')}
        </div>
      )}
      <div className={classes.answer} role="status">
        <Problem error={ask.error} />
        {ask.data && <Answer answer={ask.data} />}
      </div>
    </div>
  )
}

type Asked = Awaited<ReturnType<typeof askOrchestrator>>

/** How often each is called, and with what of this job. */
function Answer({ answer }: { answer: Asked }) {
  const { t } = useTranslation()
  if ('count' in answer) return t('pixJob.services.started', { count: answer.count })
  const { steps } = answer
  if (steps.length === 0) return t('pixJob.services.nothing')
  const receivers = [...new Set(steps.map(({ to }) => to))].join(', ')
  return (
    <details>
      <summary>{`${t('pixJob.services.steps', { count: steps.length })} → ${receivers}`}</summary>
      <pre>{JSON.stringify(steps, null, 2)}</pre>
    </details>
  )
}
