import t from 'tap'
import { createStudio } from '../../../src/providers/studio/studio.ts'
import { testAttempt } from '../../support/attempt.ts'
import { differ, jpeg, look, paint, quarterColours, quarters, sourceOf } from '../../support/pictures.ts'

const studio = createStudio()
const gold = [200, 160, 40]
const { topLeft: red, topRight: green, bottomLeft: blue } = quarterColours

/** A golden border, a tenth wide, and half of it see-through at the right. */
const border = async (width: number, height: number) =>
  (
    await paint(width, height, (x, y) => {
      const [across, down] = [x / width, y / height]
      if (across >= 0.9) return [...gold, 128]
      return [...gold, across < 0.1 || down < 0.1 || down >= 0.9 ? 255 : 0]
    })
  )
    .png()
    .toBuffer()

async function frame(photo: Buffer, settings: object, template: Buffer) {
  const request = {
    operation: 'frame',
    settings: { fit: 'cover', position: 'centre', ...settings },
    photo: sourceOf(photo, 'image/png'),
    templates: { frame: sourceOf(template, 'image/png') },
    output: { format: 'png', quality: 90, longestSidePixels: null } as const,
  }
  return look((await studio.edit(request, testAttempt())).bytes)
}

t.test('the frame lies over the photo, and half-transparent parts let it through', async (t) => {
  const result = await frame(await quarters(120, 80), {}, await border(120, 80))
  t.match(result, { width: 120, height: 80, channels: 3 })
  for (const [x, y] of [
    [0.05, 0.5],
    [0.5, 0.05],
    [0.5, 0.95],
  ] as const)
    t.ok(differ(result.at(x, y), gold) <= 2, `frame at ${x}, ${y}: ${result.at(x, y)}`)
  t.ok(differ(result.at(0.3, 0.3), red) <= 2, 'the photo inside')
  const between = gold.map((value, channel) => (value + (green[channel] ?? 0)) / 2)
  t.ok(differ(result.at(0.95, 0.3), between) <= 4, `the photo behind: ${result.at(0.95, 0.3)}`)
})

t.test('the result has the shape of the frame, whatever the photo has', async (t) => {
  const tall = await border(60, 90)
  const cases: [settings: object, at: [number, number], colour: readonly number[], what: string][] = [
    [{ position: 'centre' }, [0.3, 0.3], red, 'the middle of a wide photo'],
    [{ position: 'left' }, [0.8, 0.3], red, 'its left part'],
    [{ position: 'right' }, [0.2, 0.3], green, 'its right part'],
    [{ fit: 'contain' }, [0.5, 0.15], [255, 255, 255], 'white above a wide photo that is shown whole'],
    [{ fit: 'contain', background: '#203040' }, [0.5, 0.85], [32, 48, 64], 'or the colour that was chosen'],
    [{ fit: 'contain', position: 'bottom' }, [0.3, 0.85], red, 'a photo at the bottom'],
    [{ fit: 'contain', position: 'top' }, [0.3, 0.15], blue, 'a photo at the top'],
    [{ fit: 'contain', position: 'attention' }, [0.3, 0.45], red, 'attention has nothing to choose in a whole photo'],
    [{ position: 'attention' }, [0.05, 0.5], gold, 'attention with cover'],
  ]
  for (const [settings, [x, y], colour, what] of cases) {
    const result = await frame(await quarters(240, 80), settings, tall)
    t.match(result, { width: 60, height: 90 }, what)
    t.ok(differ(result.at(x, y), colour) <= 3, `${what}: ${result.at(x, y)}`)
  }
})

t.test('an inset keeps the photo off the border', async (t) => {
  const clear = await (await paint(100, 100, () => [0, 0, 0, 0])).png().toBuffer()
  const inset = { left: 10, top: 20, right: 30, bottom: 40 }
  const result = await frame(await quarters(60, 40), { inset, background: '#000000' }, clear)
  for (const [x, y] of [
    [0.05, 0.5],
    [0.5, 0.15],
    [0.75, 0.5],
    [0.5, 0.65],
  ] as const)
    t.same(result.at(x, y), [0, 0, 0], `nothing at ${x}, ${y}`)
  t.ok(differ(result.at(0.12, 0.22), red) <= 2)
  t.ok(differ(result.at(0.67, 0.22), green) <= 2)
})

t.test('a frame without transparency would hide the guest, and is refused', async (t) => {
  const photo = await quarters(60, 40)
  await t.rejects(frame(photo, {}, await quarters(60, 40)), { code: 'slot_misconfigured', details: /transparent/ })
  await t.rejects(frame(photo, {}, await jpeg(60, 40)), { code: 'slot_misconfigured' })
})
