import { ActionIcon, Button, NativeSelect, Skeleton, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Plus, Search, X } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SlotSettings } from '../../../api/client.ts'
import { type PixJob, pixJobsQuery, pixShootQuery, pixTargetJobQuery } from '../../../api/pix-jobs.ts'
import { Card } from '../card.tsx'
import { useProblemsWithin, useSetting } from '../editor-context.ts'
import classes from './publish-card.module.css'

type Target = NonNullable<SlotSettings['publishTargets']>[number]

const mostTargets = 4
const mostFound = 6
const pauseMilliseconds = 300
const path = 'publishTargets'

/** Whose final images the finished pictures become, beside the guest's. */
export function PublishCard() {
  const { t } = useTranslation()
  const { value: targets = [], disabled, set } = useSetting<Target[] | undefined>(path)
  const problems = useProblemsWithin(path)
  // None at all is not mentioned: so an untouched slot stays as it was saved.
  const write = (next: Target[]) => set(next.length > 0 ? next : undefined)
  return (
    <Card title={t('slotEditor.rules.publish')} help={t('slotEditor.rules.publishHelp')}>
      {targets.length === 0 ? (
        <Text size="sm">{t('slotEditor.rules.publishNone')}</Text>
      ) : (
        <ul className={classes.list}>
          {targets.map((target, at) => (
            <li key={keyOf(target)}>
              <TargetRow
                target={target}
                disabled={disabled}
                taken={targets}
                onChange={(next) => write(targets.with(at, next))}
                onRemove={() => write(targets.toSpliced(at, 1))}
              />
            </li>
          ))}
        </ul>
      )}
      {problems.map((says) => (
        <Text key={says} size="sm" c="var(--page-bad)" role="alert">
          {says}
        </Text>
      ))}
      {!disabled && targets.length < mostTargets && (
        <JobFinder
          onChoose={(jobId) => {
            const added: Target = { kind: 'pix_job', jobId }
            if (!targets.some((each) => keyOf(each) === keyOf(added))) write([...targets, added])
          }}
        />
      )}
    </Card>
  )
}

const keyOf = (target: Target) => (target.kind === 'pix_job' ? `job ${target.jobId}` : `shoot ${target.shootId}`)

const nameOf = ({ property_label: label, job_number: number }: PixJob) => (label ? `${label} · ${number}` : number)

interface TargetRowProps {
  target: Target
  taken: readonly Target[]
  disabled: boolean
  onChange(target: Target): void
  onRemove(): void
}

/** A job, and whether it is the job itself or one of its shoots. */
function TargetRow({ target, taken, disabled, onChange, onRemove }: TargetRowProps) {
  const { t } = useTranslation()
  const shootId = target.kind === 'pix_shoot' ? target.shootId : undefined
  const { data: shoot, isError: isShootGone } = useQuery({
    ...pixShootQuery(shootId ?? ''),
    enabled: shootId !== undefined,
  })
  const jobId = target.kind === 'pix_job' ? target.jobId : shoot?.job_id
  const { data: job, isError: isJobGone } = useQuery({
    ...pixTargetJobQuery(jobId ?? ''),
    enabled: jobId !== undefined,
  })
  const isGone = isShootGone || isJobGone
  const name = job ? nameOf(job) : (jobId ?? shootId ?? '')
  const choices: { value: string; label: string; target: Target }[] = job
    ? [
        { kind: 'pix_job' as const, jobId: job.id },
        ...job.shoots.map(({ id }) => ({ kind: 'pix_shoot' as const, shootId: id })),
      ].map((each) => ({ value: keyOf(each), label: labelOf(each), target: each }))
    : []
  function labelOf(each: Target): string {
    if (each.kind === 'pix_job') return t('slotEditor.rules.publishJob')
    const code = job?.shoots.find(({ id }) => id === each.shootId)?.shoot_code
    return t('slotEditor.rules.publishShoot', { shoot: code ?? each.shootId })
  }
  if (!job && !isGone) return <Skeleton height={62} aria-busy />
  return (
    <div className={classes.target}>
      <span className={classes.name}>{name}</span>
      {isGone ? (
        <Text size="sm" c="var(--page-bad)">
          {t('slotEditor.rules.publishUnknown')}
        </Text>
      ) : (
        <NativeSelect
          aria-label={`${t('slotEditor.rules.publishTo')}: ${name}`}
          value={keyOf(target)}
          disabled={disabled}
          onChange={({ currentTarget: { value } }) => {
            const chosen = choices.find((each) => each.value === value)
            if (chosen) onChange(chosen.target)
          }}
          data={choices.map(({ value, label }) => ({
            ...{ value, label },
            disabled: value !== keyOf(target) && taken.some((each) => keyOf(each) === value),
          }))}
        />
      )}
      {!disabled && (
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t('slotEditor.rules.publishRemove', { job: name })}
          onClick={onRemove}
        >
          <X size={17} aria-hidden />
        </ActionIcon>
      )}
    </div>
  )
}

/** Open jobs only: a closed one takes nothing. */
function JobFinder({ onChoose }: { onChoose(jobId: string): void }) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  const [wanted] = useDebouncedValue(typed.trim(), pauseMilliseconds)
  const { data } = useInfiniteQuery({
    ...pixJobsQuery({ text: wanted, status: 'open' }),
    enabled: wanted !== '',
  })
  const found = wanted === '' ? undefined : data?.pages[0]?.jobs
  return (
    <div>
      <TextInput
        type="search"
        label={t('slotEditor.rules.publishSearch')}
        placeholder={t('slotEditor.rules.publishExample')}
        leftSection={<Search size={16} aria-hidden />}
        maxLength={100}
        value={typed}
        onChange={({ currentTarget }) => setTyped(currentTarget.value)}
      />
      <div role="status" className={classes.found}>
        {found?.length === 0 && <Text size="sm">{t('slotEditor.rules.publishNothing')}</Text>}
        {found?.slice(0, mostFound).map((job) => (
          <Button
            key={job.id}
            variant="default"
            size="xs"
            leftSection={<Plus size={14} aria-hidden />}
            onClick={() => {
              onChoose(job.id)
              setTyped('')
            }}
          >
            {nameOf(job)}
          </Button>
        ))}
      </div>
    </div>
  )
}
