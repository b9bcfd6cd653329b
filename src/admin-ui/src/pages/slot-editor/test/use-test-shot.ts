import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { SlotSettings } from '../../../api/client.ts'
import { type Configuration, startTestRun, testRunQuery } from '../../../api/test-run.ts'
import { type Problems, useProblemsOf } from '../draft/problems.ts'
import { useTestPhoto } from './use-test-photo.ts'

interface Shot {
  testRunId: string
  configurations: readonly Configuration[]
  startedAt: number
}

/** Tries settings that nobody has saved; up to six at once. What is wrong with them goes to `onProblems`. */
export function useTestShots(slotId: string, onProblems: (problems: Problems) => void) {
  const { read } = useTestPhoto()
  const problemsOf = useProblemsOf()
  const [shot, setShot] = useState<Shot | null>(null)
  const start = useMutation({
    async mutationFn(configurations: readonly Configuration[]) {
      const startedAt = Date.now()
      return { testRunId: await startTestRun(slotId, await read(), configurations), configurations, startedAt }
    },
    onSuccess(started) {
      onProblems({})
      setShot(started)
    },
    onError: (error) => onProblems(problemsOf(error) ?? {}),
  })
  const run = useQuery(testRunQuery(shot?.testRunId ?? null))
  const jobs = run.data?.configurations ?? []
  const isMade = shot === null || jobs.some(({ status }) => status === 'pending' || status === 'processing')
  return {
    start: (configurations: readonly Configuration[]) => start.mutate(configurations),
    isRunning: start.isPending || (shot !== null && (isMade || run.data === undefined) && !run.isError),
    error: start.error ?? run.error,
    shot: start.isPending ? null : shot,
    jobs: start.isPending ? [] : jobs,
    startedAt: start.isPending ? start.submittedAt : (shot?.startedAt ?? null),
  }
}

/** One picture with what is typed now. */
export function useTestShot(slotId: string, onProblems: (problems: Problems) => void) {
  const { start, shot, jobs, ...rest } = useTestShots(slotId, onProblems)
  return {
    ...rest,
    start: (settings: SlotSettings) => start([{ name: settings.name, settings }]),
    tried: shot?.configurations[0]?.settings ?? null,
    job: jobs[0] ?? null,
  }
}

export type TestShot = ReturnType<typeof useTestShot>
