import os from 'node:os'
import sharp from 'sharp'
import { systemClock } from '../src/clock.ts'
import { createLogger } from '../src/log.ts'
import { dilate, feather } from '../src/pix/edits/composite.ts'
import { createEditWriter } from '../src/pix/edits/write-edit.ts'
import { drawMaster } from '../src/pix/pictures.ts'
import { machine } from './machine.ts'
import { percentile, sorted } from './measure.ts'
import { cameraPicture } from './test-pictures.ts'

/**
 * Something is taken out of a master of 3000 pixels: the mask's seam, and the JPEG with everything else as it was. Beside
 * it the same source with a colour profile, whose edit is encoded anew.
 */
const rounds = 5
const never = new AbortController().signal
const writeEdit = createEditWriter({ clock: systemClock, log: createLogger('silent') })
const { bytes: master, width, height } = await drawMaster(await cameraPicture(), never)
const anew = await sharp(master).withIccProfile('p3').jpeg({ quality: 92 }).toBuffer()
const drawn = { create: { width, height, channels: 3 as const, background: '#a020f0' } }
const result = { data: await sharp(drawn).raw().toBuffer(), width, height, channels: 3 as const }

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`

async function measure(name: string, source: Buffer, share: number): Promise<void> {
  const data = Buffer.alloc(width * height)
  const side = Math.sqrt(share)
  for (let row = 0; row < height * side; row += 1) data.fill(255, row * width, row * width + Math.round(width * side))
  const mask = { data, width, height }
  const times: number[] = []
  const processor: number[] = []
  let most = 0
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss())
  }, 5)
  const before = process.memoryUsage.rss()
  let bytes = 0
  for (let round = 0; round <= rounds; round += 1) {
    const startedAt = performance.now()
    const used = process.cpuUsage()
    const soft = await feather(mask, dilate(mask))
    const edit = await writeEdit({ source, result, share: soft }, never)
    if (round > 0) {
      // The first one warms up.
      times.push(performance.now() - startedAt)
      const { user, system } = process.cpuUsage(used)
      processor.push((user + system) / 1000)
    }
    bytes = edit.bytes.length
  }
  clearInterval(watch)
  const [wall, spent] = [times, processor].map((all) => `${percentile(sorted(all), 0.5).toFixed(0)} ms`)
  process.stdout.write(
    `| ${name} | ${wall} | ${spent} | ${megabytes(before)}, at most ${megabytes(most)} | ${megabytes(bytes)} |\n`,
  )
}

process.stdout.write(`${machine()}; load ${os.loadavg()[0]?.toFixed(1)}\n\n`)
process.stdout.write(
  `| master of ${width} × ${height}, ${megabytes(master.length)} | wall, p50 | processor, p50 | RSS | file |\n|---|---|---|---|---|\n`,
)
await measure('blocks taken over, mask of 1 %', master, 0.01)
await measure('blocks taken over, mask of 60 %', master, 0.6)
await measure('encoded anew, mask of 1 %', anew, 0.01)
