/** A colour, channels 0 to 255. */
export type Rgb = readonly [red: number, green: number, blue: number]

/** From `#rrggbb`. */
export function channelsOf(hex: string): Rgb {
  const channel = (at: number) => Number.parseInt(hex.slice(at, at + 2), 16)
  return [channel(1), channel(3), channel(5)]
}
