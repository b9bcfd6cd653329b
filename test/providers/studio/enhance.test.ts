import t from 'tap'
import { findTone } from '../../../src/providers/studio/find-tone.ts'
import { createStudio } from '../../../src/providers/studio/studio.ts'
import { testAttempt } from '../../support/attempt.ts'
import { differ, look, paint, quarters, sourceOf } from '../../support/pictures.ts'

const studio = createStudio()

async function enhance(bytes: Buffer, settings: { tone?: number; colour?: number; sharpness?: number }) {
  const made = await studio.edit(
    {
      operation: 'enhance',
      settings: { tone: 0, colour: 0, sharpness: 0, ...settings },
      photo: sourceOf(bytes, 'image/png'),
      templates: {},
      output: { format: 'png', quality: 90, longestSidePixels: null },
    },
    testAttempt(),
  )
  return look(made.bytes)
}

const places = [0.05, 0.3, 0.5, 0.7, 0.95]

t.test('with no strength the picture stays as it is', async (t) => {
  const photo = await quarters(60, 40)
  const result = await enhance(photo, {})
  for (const x of places) for (const y of places) t.same(result.at(x, y), (await look(photo)).at(x, y))
})

t.test('a flat picture gets its full range, in its own colours', async (t) => {
  // Grey haze from 90 to 170.
  const haze = await (await paint(100, 20, (x) => [90 + x * 0.8, 90 + x * 0.8, 90 + x * 0.8])).png().toBuffer()
  const [result, half] = [await enhance(haze, { tone: 100 }), await enhance(haze, { tone: 50 })]
  const range = ({ at }: typeof result) => (at(0.99, 0.5)[0] ?? 0) - (at(0, 0.5)[0] ?? 0)
  t.ok(range(result) > 110 && range(result) < 130, `held back to half as much again: ${range(result)}`)
  t.ok(range(half) > 90 && range(half) < range(result), `half of it: ${range(half)}`)
  for (const x of places) {
    const [red, green, blue] = result.at(x, 0.5)
    t.ok(red === green && green === blue, 'grey stays grey')
  }
})

t.test('highlights are not blown and shadows not closed', async (t) => {
  // Everything from black to white is there already, most of it dark.
  const night = await (await paint(256, 8, (x) => [x ** 2 / 255, x ** 2 / 255, x ** 2 / 300])).png().toBuffer()
  const result = await enhance(night, { tone: 100, colour: 100, sharpness: 0 })
  const values = Array.from({ length: 32 }, (_, at) => result.at(0.01 + at / 32, 0.5))
  for (const [index, value] of values.slice(6).entries()) {
    t.ok((value[1] ?? 0) > (values[index + 5]?.[1] ?? 0), `a step stays a step: ${values[index + 5]} and ${value}`)
  }
  t.ok((values[16]?.[1] ?? 0) > 16.5 ** 2 / 4, 'the middle is lifted')
})

t.test('coloured light keeps its hue', async (t) => {
  const lamplight = await (await paint(100, 10, (x) => [40 + 2 * x, 30 + 1.6 * x, 4])).png().toBuffer()
  const result = await enhance(lamplight, { tone: 100 })
  for (const x of places) {
    const [red = 0, green = 0] = result.at(x, 0.5)
    const wanted = (30 + 160 * x) / (40 + 200 * x)
    t.ok(Math.abs(green / red - wanted) < 0.09, `${green / red} for ${wanted}`)
  }
})

t.test('colours become stronger, pure ones less, and grey not at all', async (t) => {
  const pale = await (
    await paint(30, 10, (x) => (x < 10 ? [150, 110, 100] : x < 20 ? [128, 128, 128] : [90, 110, 150]))
  )
    .png()
    .toBuffer()
  const result = await enhance(pale, { colour: 100 })
  const spread = (colour: number[]) => Math.max(...colour) - Math.min(...colour)
  t.ok(spread(result.at(0.1, 0.5)) > 65)
  t.ok(spread(result.at(0.9, 0.5)) > 75)
  t.same(result.at(0.5, 0.5), [128, 128, 128])
  const { colourfulness } = findTone({ data: Buffer.from([255, 0, 0]), width: 1, height: 1, channels: 3 })
  t.equal(colourfulness, 1, 'nothing is added to a pure colour')
})

t.test('edges become sharper and flat parts stay as they are', async (t) => {
  const edge = await (await paint(40, 20, (x) => (x < 20 ? [100, 100, 100] : [150, 150, 150]))).png().toBuffer()
  const result = await enhance(edge, { sharpness: 100 })
  t.ok((result.at(19.5 / 40, 0.5)[0] ?? 0) < 95, 'darker before the edge')
  t.ok((result.at(20.5 / 40, 0.5)[0] ?? 0) > 155, 'brighter behind it')
  t.ok(differ(result.at(0.2, 0.5), [100, 100, 100]) === 0)
})
