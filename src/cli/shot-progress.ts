import { SingleBar } from 'cli-progress'
import { duration, type Outcome } from './shot-report.ts'

/** Tells a waiting person how far a series is. */
export interface ShotProgress {
  shotEnded(outcome: Outcome): void
  end(): void
}

export type TextStream = NodeJS.WritableStream & { isTTY?: boolean }

/** A bar on a terminal, a line per shot anywhere else. */
export function createShotProgress(stream: TextStream, total: number): ShotProgress {
  return stream.isTTY ? createBar(stream, total) : createLines(stream, total)
}

function createBar(stream: TextStream, total: number): ShotProgress {
  const bar = new SingleBar({
    stream,
    format: '{bar} {value}/{total} · {ok} ok · {eta_formatted} left',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
  })
  let ok = 0
  bar.start(total, 0, { ok })
  return {
    shotEnded({ isOk }) {
      if (isOk) ok += 1
      bar.increment(1, { ok })
    },
    end: () => bar.stop(),
  }
}

function createLines(stream: TextStream, total: number): ShotProgress {
  let ended = 0
  return {
    shotEnded({ label, timings, saved }) {
      ended += 1
      const time = timings ? `  ${duration(timings.totalMs)}` : ''
      stream.write(`${ended}/${total}  ${label}${time}${saved ? `  ${saved.file}` : ''}\n`)
    },
    end: () => {},
  }
}
