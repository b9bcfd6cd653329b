import type { CleanerRun } from '../../api/cleaner.ts'

export type RunLine = { kind: 'run'; run: CleanerRun } | { kind: 'quiet'; count: number; from: string; until: string }

const isQuiet = ({ removed, errors }: CleanerRun) => Object.keys(removed).length === 0 && errors.length === 0

/** The cleaner runs three times a minute and mostly finds nothing: such runs in a row are one line. */
export function groupRuns(runs: readonly CleanerRun[]): RunLine[] {
  const lines: RunLine[] = []
  for (const run of runs) {
    const last = lines.at(-1)
    const at = run.started_at ?? ''
    if (!isQuiet(run)) lines.push({ kind: 'run', run })
    else if (last?.kind === 'quiet') lines[lines.length - 1] = { ...last, count: last.count + 1, from: at }
    else lines.push({ kind: 'quiet', count: 1, from: at, until: at })
  }
  return lines
}
