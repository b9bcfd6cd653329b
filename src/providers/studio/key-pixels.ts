import type { Rgb } from './colour.ts'

/** How a screen's colour is recognised and taken away. Plain numbers, so that it travels to a thread. */
export interface KeyOptions {
  screen: Rgb
  /** Share of the screen in a pixel, 0 to 1: below `from` it is subject, above `to` it is screen, between it is edge. */
  from: number
  to: number
  /** How much of the screen's light is taken off the subject, 0 to 1. */
  spill: number
}

/** Colour without brightness, ITU-R BT.601, full range, as in JPEG. */
export function chromaOf([red, green, blue]: Rgb): [cb: number, cr: number] {
  return [-0.168736 * red - 0.331264 * green + 0.5 * blue, 0.5 * red - 0.418688 * green - 0.081312 * blue]
}

/** How much a pixel that points aside from the screen's hue counts less as screen; at 63° not at all. */
const hueSharpness = 0.5

/** What is left of an edge is stretched by 1 / (1 − removed); noise must not be. */
const mostRemoved = 0.9

/**
 * Replaces the screen in `photo` by `background`, both RGB of the same size, into `photo`.
 *
 * A pixel at an edge is subject and screen mixed, and the share of the screen is its chroma seen along the screen's, less what
 * points aside. That share of the screen's light is subtracted, which leaves the subject alone, dark hair without a pale
 * or green rim; what the screen threw on the subject goes the same way. A shadow on the cloth comes out as half screen, half
 * black, and so falls on the new background.
 */
export function keyPixels(photo: Uint8Array, background: Uint8Array, { screen, from, to, spill }: KeyOptions): void {
  const [screenRed, screenGreen, screenBlue] = screen
  const [screenCb, screenCr] = chromaOf(screen)
  const square = screenCb ** 2 + screenCr ** 2
  for (let at = 0; at < photo.length; at += 3) {
    const red = photo[at] as number
    const green = photo[at + 1] as number
    const blue = photo[at + 2] as number
    // chromaOf, written out: it runs for every pixel
    const cb = -0.168736 * red - 0.331264 * green + 0.5 * blue
    const cr = 0.5 * red - 0.418688 * green - 0.081312 * blue
    const along = cb * screenCb + cr * screenCr
    const aside = Math.abs(cr * screenCb - cb * screenCr)
    const share = (along - aside * hueSharpness) / square
    if (share <= 0) continue

    const behind = share <= from ? 0 : share >= to ? 1 : (share - from) / (to - from)
    // Near the screen's hue all of its chroma goes, also what a subject of another hue has pulled aside.
    const removed = Math.min(share * (2 - share / (along / square)), mostRemoved) * spill
    const kept = (1 - behind) / (1 - removed)
    photo[at] = mix((red - removed * screenRed) * kept, background[at] as number, behind)
    photo[at + 1] = mix((green - removed * screenGreen) * kept, background[at + 1] as number, behind)
    photo[at + 2] = mix((blue - removed * screenBlue) * kept, background[at + 2] as number, behind)
  }
}

function mix(subject: number, background: number, behind: number): number {
  return Math.min(255, Math.round(Math.max(0, subject) + background * behind))
}
