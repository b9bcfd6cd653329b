import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { parseArgs, promisify } from 'node:util'
import sharp from 'sharp'
import { drawFinalPictures } from '../src/pix/pictures.ts'
import { machine } from './machine.ts'
import { percentile, sorted } from './measure.ts'
import { cameraPicture } from './test-pictures.ts'

/**
 * Master and thumb of a final image, beside ImageMagick (`convert`, to be installed for this) that makes the same two files
 * in one call and from one decoding. The rounds take turns, so that whatever else the machine does meets all of them.
 */
const { values } = parseArgs({
  options: {
    /** Photos to measure as well. */
    folder: { type: 'string' },
    convert: { type: 'string', default: 'convert' },
    rounds: { type: 'string', default: '5' },
  },
})
const { folder } = values
const rounds = Number(values.rounds)
const run = promisify(execFile)
const never = new AbortController().signal

interface Spent {
  wall: number
  processor: number
}

interface Way {
  name: string
  draw(file: string, bytes: Buffer): Promise<unknown>
}

const directory = await mkdtemp(path.join(os.tmpdir(), 'photochanger-pictures-'))
const masterFile = path.join(directory, 'master.jpg')
const thumbFile = path.join(directory, 'thumb.jpg')

function convert(file: string, hints: string[], threads?: number) {
  const master = ['-resize', '3000x3000>', '-interlace', 'JPEG', '-quality', '92', '-write', masterFile]
  const thumb = ['-resize', '800x600>', '-interlace', 'none', '-quality', '85', thumbFile]
  const limit = threads === undefined ? [] : ['-limit', 'thread', String(threads)]
  const profile = ['-auto-orient', '-colorspace', 'sRGB', '-strip', '-sampling-factor', '4:2:0']
  return run(values.convert, [...limit, ...hints, file, ...profile, ...master, ...thumb])
}

/** It decodes half as large where that is enough: for a landscape picture of 24 megapixels it just is. */
const hint = ['-define', 'jpeg:size=3000x2000']
const ways: Way[] = [
  { name: 'ours', draw: (_, bytes) => drawFinalPictures(bytes, never) },
  { name: 'ImageMagick', draw: (file) => convert(file, []) },
  { name: 'ImageMagick, one thread', draw: (file) => convert(file, [], 1) },
  { name: 'ImageMagick, told to decode no more than it needs', draw: (file) => convert(file, hint) },
]

/** Clock ticks of this process and of the children it has waited for, in milliseconds. */
async function processorTime(): Promise<number> {
  const stat = await readFile('/proc/self/stat', 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at]) * 10, 0)
}

async function measure(way: Way, file: string, bytes: Buffer): Promise<Spent> {
  const [wall, processor] = [performance.now(), await processorTime()]
  await way.draw(file, bytes)
  return { wall: performance.now() - wall, processor: (await processorTime()) - processor }
}

const middle = (spent: Spent[], of: keyof Spent) => percentile(sorted(spent.map((each) => each[of])), 0.5)

/** Mean difference of the values of all points, 0 to 255. */
async function differ(one: Buffer, other: Buffer | string): Promise<number> {
  const [a, b] = await Promise.all([sharp(one).raw().toBuffer(), sharp(other).raw().toBuffer()])
  if (a.length !== b.length) return Number.NaN
  let sum = 0
  for (let at = 0; at < a.length; at += 1) sum += Math.abs((a[at] ?? 0) - (b[at] ?? 0))
  return sum / a.length
}

async function compare(name: string, bytes: Buffer): Promise<void> {
  const file = path.join(directory, 'final.jpg')
  await writeFile(file, bytes)
  const spent = new Map(ways.map((way) => [way, [] as Spent[]]))
  for (let round = 0; round <= rounds; round += 1) {
    for (const way of ways) {
      const each = await measure(way, file, bytes)
      if (round > 0) spent.get(way)?.push(each) // the first one warms up
    }
  }
  const ours = spent.get(ways[0] as Way) ?? []
  for (const [way, times] of spent) {
    const [wall, processor] = [middle(times, 'wall'), middle(times, 'processor')]
    const ratios = `${(wall / middle(ours, 'wall')).toFixed(1)}× | ${(processor / middle(ours, 'processor')).toFixed(1)}×`
    process.stdout.write(`| ${name}, ${way.name} | ${wall.toFixed(0)} ms | ${processor.toFixed(0)} ms | ${ratios} |\n`)
  }
  const drawn = await drawFinalPictures(bytes, never)
  await convert(file, [])
  const theirs = await sharp(masterFile).metadata()
  const thumb = await sharp(thumbFile).metadata()
  const sizes = [drawn.master, drawn.thumb, theirs, thumb].map(({ width, height }) => `${width}×${height}`).join(', ')
  const difference = (await differ(drawn.master.bytes, masterFile)).toFixed(2)
  const weights = [drawn.master.bytes.length, (await readFile(masterFile)).length].map((length) =>
    (length / 1e6).toFixed(2),
  )
  process.stdout.write(`\n${name}: ${sizes}; masters of ${weights.join(' and ')} MB, ${difference} of 255 apart\n\n`)
}

process.stdout.write(`${machine()}; load ${os.loadavg()[0]?.toFixed(1)}\n\n`)
process.stdout.write(
  '| what | wall, p50 | processor, p50 | wall against ours | processor against ours |\n|---|---|---|---|---|\n',
)
try {
  await compare('24 MP', await cameraPicture())
  for (const name of folder ? await readdir(folder) : []) {
    if (folder && /\.jpe?g$/i.test(name)) await compare(name, await readFile(path.join(folder, name)))
  }
} finally {
  await rm(directory, { recursive: true, force: true })
}
