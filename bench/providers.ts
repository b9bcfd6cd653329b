import { machine } from './machine.ts'
import { percentile, sorted, startProcess } from './measure.ts'

/**
 * What an adapter costs: memory and event loop of 8 edits at once with a photo and a picture of 10 MB each, and its
 * time beyond the bare exchange of the same bytes. Each adapter runs in a process of its own against services that
 * answer at once.
 */
export interface AdapterTask {
  what: 'floor' | 'gemini' | 'openai' | 'fal' | 'turbotext'
  parallel: number
  rounds: number
}

export interface AdapterFigures {
  addedMegabytes: number
  stallMilliseconds: number
  milliseconds: number[]
}

const names = ['floor', 'gemini', 'openai', 'fal', 'turbotext'] as const

async function measure(what: AdapterTask['what'], services: string) {
  const { child, stop } = await startProcess('adapter-process.ts', [services], ['--expose-gc'])
  const run = (task: AdapterTask) =>
    new Promise<AdapterFigures>((resolve, reject) => {
      child.once('message', (figures) => resolve(figures as AdapterFigures))
      child.once('exit', () => reject(new Error(`${what} ended`)))
      child.send(task)
    })
  try {
    await run({ what, parallel: 1, rounds: 2 }) // warm
    const many = await run({ what, parallel: 8, rounds: 1 })
    const one = await run({ what, parallel: 1, rounds: 8 })
    return { many, p50: percentile(sorted(one.milliseconds), 0.5), all: Math.max(...many.milliseconds) }
  } finally {
    await stop()
  }
}

const services = await startProcess('quick-services.ts')
const figures = new Map<string, Awaited<ReturnType<typeof measure>>>()
try {
  for (const name of names) figures.set(name, await measure(name, services.url))
} finally {
  await services.stop()
}

const bare = figures.get('floor')
process.stdout.write(`${machine()}\n\n`)
process.stdout.write(
  '| 10 MB in, 10 MB out | memory added by 8 at once | event loop held | 8 at once | one, p50 | beyond the floor |\n',
)
process.stdout.write('|---|---|---|---|---|---|\n')
for (const [name, { many, p50, all }] of figures) {
  const beyond = bare && name !== 'floor' ? `${(p50 / bare.p50).toFixed(1)}×` : ''
  const cells = [
    name === 'floor' ? 'the bytes alone' : name,
    `${many.addedMegabytes.toFixed(0)} MB`,
    `${many.stallMilliseconds.toFixed(0)} ms`,
    `${all.toFixed(0)} ms`,
    `${p50.toFixed(0)} ms`,
    beyond,
  ]
  process.stdout.write(`| ${cells.join(' | ')} |\n`)
}
