import path from 'node:path'
import { parseArgs } from 'node:util'
import { systemClock } from '../src/clock.ts'
import { createPrivacyInspector, type PrivacyReport } from '../src/pix/privacy/create-privacy-inspector.ts'
import { machine } from './machine.ts'
import { percentile, sorted } from './measure.ts'
import { drawnScenes, faceScenes, type Kind, photoScenes, type Scene, type Truth } from './privacy/scenes.ts'

/**
 * What the privacy check finds, misses and takes for something else: on the photos in a folder, of which somebody has
 * written down what is on them, on faces at several distances, and on drawn plates, numbers and texts.
 *
 *     npm run bench:privacy -- ../shared/photos
 *     npm run bench:privacy -- --faces 60,30
 */

type Finding = PrivacyReport['findings'][number]

interface Figures {
  found: number
  missed: number
  named: number
  falseFaces: number
  falseTexts: number
}

const isFace = (kind: Kind) => kind === 'face' || kind === 'painted face'
const covers = ({ box: [x, y, w, h] }: Finding, [px, py]: [number, number]) =>
  px >= x && px <= x + w && py >= y && py <= y + h
const isRightSort = (finding: Finding, { kind }: Truth) => (finding.type === 'face') === isFace(kind)
const isNamed = ({ subtype }: Finding, { kind }: Truth) =>
  kind === 'plate' ? subtype === 'license_plate' : kind !== 'house number' || subtype === 'house_number'

function compare(findings: Finding[], truths: Truth[]): Figures {
  const about = (truth: Truth) => findings.filter((finding) => isRightSort(finding, truth))
  const found = truths.filter((truth) =>
    truth.at.every((point) => about(truth).some((finding) => covers(finding, point))),
  )
  const named = found.filter((truth) =>
    about(truth).some((finding) => isNamed(finding, truth) && truth.at.some((point) => covers(finding, point))),
  )
  const wrong = findings.filter(
    (finding) =>
      !truths.some((truth) => isRightSort(finding, truth) && truth.at.some((point) => covers(finding, point))),
  )
  const falseFaces = wrong.filter(({ type }) => type === 'face').length
  return {
    found: found.length,
    missed: truths.length - found.length,
    named: named.length,
    falseFaces,
    falseTexts: wrong.length - falseFaces,
  }
}

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    /** Nothing but faces of these heights. */
    faces: { type: 'string' },
  },
})

async function* allScenes(folder: string | undefined): AsyncGenerator<Scene> {
  if (options.faces !== undefined) {
    yield* faceScenes(options.faces.split(',').map(Number))
    return
  }
  if (folder !== undefined) yield* photoScenes(path.resolve(folder))
  yield* drawnScenes()
  yield* faceScenes()
}

const none = (group: string) => ({
  group,
  pictures: 0,
  ...{ found: 0, missed: 0, named: 0, falseFaces: 0, falseTexts: 0 },
})

type Row = ReturnType<typeof none>

function print({ group, pictures, found, missed, named, falseFaces, falseTexts }: Row): void {
  if (pictures === 0) return
  process.stdout.write(`| ${[pictures, group, found, missed, named, falseFaces, falseTexts].join(' | ')} |\n`)
}

const sum = (row: Row, figures: Figures): Row => ({
  group: row.group,
  pictures: row.pictures + 1,
  found: row.found + figures.found,
  missed: row.missed + figures.missed,
  named: row.named + figures.named,
  falseFaces: row.falseFaces + figures.falseFaces,
  falseTexts: row.falseTexts + figures.falseTexts,
})

const inspector = createPrivacyInspector({ findTextKey: async () => null, clock: systemClock })
/** Of the processor, not of the clock: what the machine does beside it does not count. */
const seconds: number[] = []
let mostMegabytes = 0
let row = none('')
process.stdout.write(`${machine()}\n\n`)
process.stdout.write('| pictures | what | found | missed | named rightly | false faces | false texts |\n')
process.stdout.write('|---|---|---|---|---|---|---|\n')
try {
  for await (const { group, picture, truths } of allScenes(positionals[0])) {
    if (group !== row.group) {
      print(row)
      row = none(group)
    }
    const before = process.cpuUsage()
    const { findings } = await inspector.inspect(picture, { exterior: true, signal: new AbortController().signal })
    const { user, system } = process.cpuUsage(before)
    seconds.push((user + system) / 1e6)
    mostMegabytes = Math.max(mostMegabytes, process.memoryUsage().rss / 1e6)
    row = sum(row, compare(findings, truths))
  }
  print(row)
} finally {
  await inspector.close()
}

const times = sorted(seconds.slice(1)) // the first one waits for the networks
process.stdout.write(
  `\nProcessor time of a picture: p50 ${percentile(times, 0.5).toFixed(1)} s, p95 ${percentile(times, 0.95).toFixed(1)} s, ` +
    `the first one ${(seconds[0] ?? 0).toFixed(1)} s; ${mostMegabytes.toFixed(0)} MB at most.\n`,
)
