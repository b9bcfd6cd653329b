import t from 'tap'
import { createStudio } from '../../../src/providers/studio/studio.ts'
import { testAttempt } from '../../support/attempt.ts'
import { differ, paint, quarters, look as see, sourceOf } from '../../support/pictures.ts'

const studio = createStudio()
const photo = await quarters(60, 40)
const ramp = await (await paint(256, 4, (x) => [x, x, x])).png().toBuffer()

async function look(bytes: Buffer, settings: object) {
  const output = { format: 'png', quality: 90, longestSidePixels: null } as const
  const request = { operation: 'look', settings, photo: sourceOf(bytes, 'image/png'), templates: {}, output }
  return see((await studio.edit(request, testAttempt())).bytes)
}

const styles = ['black-and-white', 'sepia', 'duotone', 'warm', 'cool', 'faded']

t.test('black and white is really grey', async (t) => {
  const { data, channels } = await look(photo, { style: 'black-and-white', strength: 100 })
  t.equal(channels, 3)
  for (let at = 0; at < data.length; at += 3) {
    if (data[at] !== data[at + 1] || data[at] !== data[at + 2]) t.fail(`a colour: ${data.subarray(at, at + 3).join()}`)
  }
  t.ok((data[0] ?? 0) > 60 && (data[0] ?? 0) < 80, 'red is dark')
})

t.test('each style has its tone', async (t) => {
  const wanted: Record<string, (colour: number[]) => boolean> = {
    sepia: ([red = 0, green = 0, blue = 0]) => red > green + 8 && green > blue + 15,
    warm: ([red = 0, , blue = 0]) => red > blue + 15,
    cool: ([red = 0, , blue = 0]) => blue > red + 10,
    faded: ([red = 0, , blue = 0]) => red >= blue && red - blue < 15,
  }
  for (const [style, is] of Object.entries(wanted)) {
    const colour = (await look(ramp, { style, strength: 100 })).at(0.5, 0.5)
    t.ok(is(colour), `${style}: ${colour}`)
  }
  const [black] = (await look(ramp, { style: 'faded', strength: 100 })).at(0, 0.5)
  t.ok((black ?? 0) > 25, 'the blacks of a faded print are grey')
})

t.test('duotone runs from one colour to the other', async (t) => {
  const result = await look(ramp, { style: 'duotone', strength: 100, shadow: '#102040', highlight: '#f0e0c0' })
  t.ok(differ(result.at(0, 0.5), [16, 32, 64]) <= 1)
  t.ok(differ(result.at(0.999, 0.5), [240, 224, 192]) <= 1)
  t.ok(differ(result.at(0.5, 0.5), [128, 128, 128]) <= 3)
})

t.test('no style burns what is bright', async (t) => {
  for (const style of styles) {
    const result = await look(ramp, { style, strength: 100 })
    const steps = [0.8, 0.85, 0.9, 0.95].map((x) => result.at(x, 0.5)[1] ?? 0)
    t.same(
      steps,
      [...new Set(steps)].sort((one, other) => one - other),
      `${style}: ${steps}`,
    )
  }
})

t.test('strength goes from nothing to all', async (t) => {
  const plain = await see(photo)
  for (const style of styles) {
    const [none, half, all] = await Promise.all(
      [0, 50, 100].map(async (strength) => (await look(photo, { style, strength })).at(0.2, 0.2)),
    )
    t.same(none, plain.at(0.2, 0.2), style)
    t.ok(differ(all ?? [], half ?? []) > 2 && differ(half ?? [], none ?? []) > 2, `${style}: ${none}, ${half}, ${all}`)
  }
})

t.test('transparency stays', async (t) => {
  const ghost = await (await paint(8, 8, () => [200, 100, 50, 77])).png().toBuffer()
  for (const style of styles) t.equal((await look(ghost, { style, strength: 100 })).at(0.5, 0.5)[3], 77, style)
})
