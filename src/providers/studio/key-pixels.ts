/** How a screen's colour is recognised and taken away. Plain numbers, so that it travels to a thread. */
export interface KeyOptions {
  /** The screen's chroma (Cb, Cr), each −128 to 127. */
  key: readonly [cb: number, cr: number]
  /** Share of the screen's colour in a pixel, 0 to 1: below `from` it is subject, above `to` it is screen, between it is edge. */
  from: number
  to: number
  /** How much of the screen's light is taken off the subject, 0 to 1. */
  spill: number
}

/** A pixel that differs from the screen's hue counts less as screen; at 45° not at all. */
const hueSharpness = 1

/**
 * Replaces the screen in `photo` by `background`, both RGB of the same size, into `photo`. The share of the screen's colour is
 * the pixel's chroma seen along the key's, less what points aside; brightness does not count, so folds and shadows of the
 * cloth go too. What is left of that colour in subject and edges is spill: light that the cloth threw on them.
 */
export function keyPixels(
  photo: Uint8Array,
  background: Uint8Array,
  { key: [keyCb, keyCr], from, to, spill }: KeyOptions,
): void {
  const length = Math.hypot(keyCb, keyCr)
  const [alongCb, alongCr] = [keyCb / length, keyCr / length]
  for (let at = 0; at < photo.length; at += 3) {
    const red = photo[at] as number
    const green = photo[at + 1] as number
    const blue = photo[at + 2] as number
    // ITU-R BT.601, full range, as in JPEG.
    let cb = -0.168736 * red - 0.331264 * green + 0.5 * blue
    let cr = 0.5 * red - 0.418688 * green - 0.081312 * blue
    const along = cb * alongCb + cr * alongCr
    const aside = Math.abs(cr * alongCb - cb * alongCr)
    const amount = along - aside * hueSharpness
    if (amount <= 0) continue

    const share = amount / length
    const screen = share <= from ? 0 : share >= to ? 1 : (share - from) / (to - from)
    const keep = 1 - screen
    if (keep === 0) {
      photo[at] = background[at] as number
      photo[at + 1] = background[at + 1] as number
      photo[at + 2] = background[at + 2] as number
      continue
    }
    const luma = 0.299 * red + 0.587 * green + 0.114 * blue
    cb -= alongCb * amount * spill
    cr -= alongCr * amount * spill
    photo[at] = mix(luma + 1.402 * cr, background[at] as number, keep)
    photo[at + 1] = mix(luma - 0.344136 * cb - 0.714136 * cr, background[at + 1] as number, keep)
    photo[at + 2] = mix(luma + 1.772 * cb, background[at + 2] as number, keep)
  }
}

function mix(subject: number, background: number, keep: number): number {
  const value = subject * keep + background * (1 - keep)
  return value < 0 ? 0 : value > 255 ? 255 : Math.round(value)
}
