import sharp from 'sharp'
import t from 'tap'
import { createStudio } from '../../../src/providers/studio/studio.ts'
import { testAttempt } from '../../support/attempt.ts'
import { differ, look, paint, sourceOf } from '../../support/pictures.ts'

const studio = createStudio()
const behind = [120, 140, 220]
const background = await (await paint(40, 40, () => behind)).png().toBuffer()

const subjects = {
  paleSkin: [236, 200, 178],
  skin: [198, 140, 108],
  darkSkin: [96, 62, 46],
  blondHair: [214, 180, 120],
  blackHair: [22, 18, 18],
  white: [240, 240, 238],
  grey: [128, 128, 128],
  red: [200, 36, 40],
  yellow: [232, 200, 40],
}

async function key(photo: Buffer, settings: object = {}, format: 'png' | 'jpeg' = 'png') {
  const request = {
    operation: 'chroma_key',
    settings: { screen: 'green', tolerance: 50, softness: 50, spill: 100, ...settings },
    photo: sourceOf(photo, 'image/png'),
    templates: { background: sourceOf(background, 'image/png') },
    output: { format, quality: 95, longestSidePixels: null } as const,
  }
  return look((await studio.edit(request, testAttempt())).bytes)
}

/** The subject in the middle third of a screen, with edges `edge` pixels wide. */
async function inFrontOf(screen: number[], subject: readonly number[], edge = 0): Promise<Buffer> {
  const width = 120
  const painted = await paint(width, 40, (x) => {
    const inside = Math.min(x - width / 3, (width * 2) / 3 - x)
    const share = edge === 0 ? Number(inside >= 0) : Math.min(1, Math.max(0, 0.5 + inside / edge))
    return subject.map((value, channel) => Math.round(value * share + (screen[channel] ?? 0) * (1 - share)))
  })
  return painted.png().toBuffer()
}

const screens = { green: [30, 165, 70], blue: [30, 60, 190] }

t.test('the screen becomes the background, and people keep the colours of their skin and hair', async (t) => {
  for (const [screen, cloth] of Object.entries(screens)) {
    for (const [name, colour] of Object.entries(subjects)) {
      const result = await key(await inFrontOf(cloth, colour), { screen })
      t.same(result.at(0.1, 0.5), behind, `${screen}: the background where the screen was`)
      t.ok(differ(result.at(0.5, 0.5), colour) <= 6, `${screen}, ${name}: ${result.at(0.5, 0.5)} for ${colour}`)
    }
  }
})

/** How much of the subject is seen, on the way from the background (0) to its own colour (1). */
function shareOf(seen: number[], subject: readonly number[]): number {
  const way = subject.map((value, channel) => value - (behind[channel] ?? 0))
  const dot = (colour: number[]) => colour.reduce((sum, value, channel) => sum + value * (way[channel] ?? 0), 0)
  return dot(seen.map((value, channel) => value - (behind[channel] ?? 0))) / dot(way)
}

t.test('edges are soft, rise evenly, and carry no rim of the screen', async (t) => {
  for (const [name, colour] of Object.entries(subjects)) {
    const result = await key(await inFrontOf(screens.green, colour, 12), { softness: 100 })
    const edge = Array.from({ length: 24 }, (_, step) => result.at((28 + step + 0.5) / 120, 0.5))
    const shares = edge.map((seen) => shareOf(seen, colour))
    const told = `${name}: ${shares.map((share) => share.toFixed(2)).join(' ')}`
    t.ok(shares.filter((share) => share > 0.1 && share < 0.9).length >= 4, `several steps between, ${told}`)
    t.ok(
      shares.slice(1).every((share, at) => share >= (shares[at] ?? 0) - 0.06 && share < 1.1),
      `only up, ${told}`,
    )
    for (const seen of edge) {
      const beyond = (seen[1] ?? 0) - Math.max(colour[1] ?? 0, behind[1] ?? 0)
      t.ok(beyond <= 10, `${name}: no green at the edge: ${seen}`)
    }
  }
})

t.test('softness makes the edge wider', async (t) => {
  const photo = await inFrontOf(screens.green, subjects.white, 20)
  const widths = []
  for (const softness of [0, 50, 100]) {
    const result = await key(photo, { softness })
    const shares = Array.from({ length: 60 }, (_, x) => shareOf(result.at((x + 0.5) / 120, 0.5), subjects.white))
    widths.push(shares.filter((share) => share > 0.1 && share < 0.9).length)
  }
  const [hard = 0, middle = 0, soft = 0] = widths
  t.ok(hard < middle && middle < soft, `${widths}`)
})

t.test('tolerance decides whether a fold of the cloth is screen', async (t) => {
  const fold = screens.green.map((value) => Math.round(value * 0.45))
  const photo = await inFrontOf(screens.green, fold)
  t.same((await key(photo, { tolerance: 90 })).at(0.5, 0.5), behind)
  t.ok(differ((await key(photo, { tolerance: 0 })).at(0.5, 0.5), behind) > 60)
})

t.test('light that the screen threw on the subject is taken off as far as wanted', async (t) => {
  const lit = subjects.grey.map((value, channel) => value * 0.8 + (screens.green[channel] ?? 0) * 0.2)
  const photo = await inFrontOf(screens.green, lit)
  const rims = []
  for (const spill of [0, 50, 100]) {
    const [red = 0, green = 0] = (await key(photo, { spill })).at(0.5, 0.5)
    rims.push(green - red)
  }
  const [all = 0, half = 0, none = 0] = rims
  t.ok(all > 20 && half < all && half > none && Math.abs(none) <= 6, `green beyond red: ${rims}`)
})

t.test('the shade of the cloth is taken from the photo, or from the settings', async (t) => {
  for (const cloth of [
    [0, 177, 64],
    [60, 200, 90],
    [20, 110, 50],
    [70, 160, 60],
  ]) {
    const result = await key(await inFrontOf(cloth, subjects.skin))
    t.same(result.at(0.1, 0.5), behind, `cloth ${cloth}`)
    t.ok(differ(result.at(0.5, 0.5), subjects.skin) <= 6)
  }
  const pink = await inFrontOf([230, 40, 160], subjects.grey)
  t.same((await key(pink, { screen: '#e628a0' })).at(0.1, 0.5), behind)
  t.ok(differ((await key(pink)).at(0.1, 0.5), [230, 40, 160]) <= 1, 'pink is not green')
})

t.test('grey cannot be a screen', async (t) => {
  const photo = await inFrontOf(screens.green, subjects.skin)
  await t.rejects(key(photo, { screen: '#808080' }), { code: 'slot_misconfigured' })
})

t.test('a noisy photo from a camera leaves no speckles', async (t) => {
  const photo = sharp(await inFrontOf(screens.green, subjects.skin)).resize(600, 200, { kernel: 'nearest' })
  const noise = await sharp({
    create: {
      width: 600,
      height: 200,
      channels: 3,
      background: 'grey',
      noise: { type: 'gaussian', mean: 128, sigma: 12 },
    },
  })
    .png()
    .toBuffer()
  const noisy = await photo
    .composite([{ input: noise, blend: 'soft-light' }])
    .jpeg({ quality: 85 })
    .toBuffer()
  const result = await key(await sharp(noisy).png().toBuffer())
  let speckles = 0
  for (let x = 0.01; x < 0.3; x += 0.01)
    for (let y = 0.02; y < 1; y += 0.02) speckles += Number(differ(result.at(x, y), behind) > 12)
  t.equal(speckles, 0)
})
