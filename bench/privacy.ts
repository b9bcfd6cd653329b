import path from 'node:path'
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

async function* allScenes(folder: string | undefined): AsyncGenerator<Scene> {
  if (folder !== undefined) yield* photoScenes(path.resolve(folder))
  yield* faceScenes()
  yield* drawnScenes()
}

const inspector = createPrivacyInspector({ secretKey: undefined, clock: systemClock })
const groups = new Map<string, Figures & { pictures: number }>()
const milliseconds: number[] = []
let mostMegabytes = 0
try {
  for await (const { group, picture, truths } of allScenes(process.argv[2])) {
    const begun = performance.now()
    const { findings } = await inspector.inspect(picture, { exterior: true, signal: new AbortController().signal })
    milliseconds.push(performance.now() - begun)
    mostMegabytes = Math.max(mostMegabytes, process.memoryUsage().rss / 1e6)
    const figures = compare(findings, truths)
    const before = groups.get(group) ?? { pictures: 0, found: 0, missed: 0, named: 0, falseFaces: 0, falseTexts: 0 }
    groups.set(group, {
      pictures: before.pictures + 1,
      found: before.found + figures.found,
      missed: before.missed + figures.missed,
      named: before.named + figures.named,
      falseFaces: before.falseFaces + figures.falseFaces,
      falseTexts: before.falseTexts + figures.falseTexts,
    })
  }
} finally {
  await inspector.close()
}

const times = sorted(milliseconds.slice(1)) // the first one waits for the networks
process.stdout.write(`${machine()}\n\n`)
process.stdout.write(
  '| pictures | what | found | missed | named rightly | false faces | false texts |\n|---|---|---|---|---|---|---|\n',
)
for (const [group, { pictures, found, missed, named, falseFaces, falseTexts }] of groups) {
  process.stdout.write(`| ${[pictures, group, found, missed, named, falseFaces, falseTexts].join(' | ')} |\n`)
}
const seconds = (value: number) => `${(value / 1000).toFixed(1)} s`
process.stdout.write(
  `\nA picture: p50 ${seconds(percentile(times, 0.5))}, p95 ${seconds(percentile(times, 0.95))}, ` +
    `the first one ${seconds(milliseconds[0] ?? 0)}; ${mostMegabytes.toFixed(0)} MB at most.\n`,
)
