/** Three channels of 8 bits, in rows from the top. */
export interface Pixels {
  data: Uint8Array
  width: number
  height: number
}

/** A picture inside a picture: which of its points is the first one, and how far the next ones are, in points of the picture. */
export interface Frame {
  origin: [x: number, y: number]
  across: [x: number, y: number]
  down: [x: number, y: number]
  width: number
  height: number
}

/** How a network wants its numbers. */
interface Scaling {
  channels: readonly [number, number, number]
  mean: readonly [number, number, number]
  deviation: readonly [number, number, number]
}

/** What lies outside of the picture is black. One plane after the other; where many points become one, it is their mean. */
export function sample(pixels: Pixels, frame: Frame, { channels, mean, deviation }: Scaling): Float32Array {
  const { width, height } = frame
  const plane = width * height
  const samples = new Float32Array(3 * plane)
  const steps = Math.min(4, Math.max(1, Math.round(Math.hypot(...frame.across)), Math.round(Math.hypot(...frame.down))))
  const add = steps === 1 ? addBetween : addNearest
  const sum = new Float64Array(3)
  for (let v = 0; v < height; v += 1) {
    for (let u = 0; u < width; u += 1) {
      sum.fill(0)
      for (let j = 0; j < steps; j += 1) {
        for (let i = 0; i < steps; i += 1) add(pixels, frame, u + (i + 0.5) / steps, v + (j + 0.5) / steps, sum)
      }
      for (let channel = 0; channel < 3; channel += 1) {
        const value = (sum[channels[channel] ?? 0] ?? 0) / (steps * steps * 255)
        samples[channel * plane + v * width + u] = (value - (mean[channel] ?? 0)) / (deviation[channel] ?? 1)
      }
    }
  }
  return samples
}

/** One point of the picture, where the mean of several is taken anyway. */
function addNearest({ data, width, height }: Pixels, frame: Frame, u: number, v: number, sum: Float64Array): void {
  const { origin, across, down } = frame
  const x = Math.floor(origin[0] + u * across[0] + v * down[0])
  const y = Math.floor(origin[1] + u * across[1] + v * down[1])
  if (x < 0 || y < 0 || x >= width || y >= height) return
  for (let channel = 0; channel < 3; channel += 1) sum[channel] = (sum[channel] ?? 0) + at(data, width, x, y, channel)
}

/** Between four points of the picture. */
function addBetween(
  { data, width, height }: Pixels,
  { origin, across, down }: Frame,
  u: number,
  v: number,
  sum: Float64Array,
) {
  const x = origin[0] + u * across[0] + v * down[0] - 0.5
  const y = origin[1] + u * across[1] + v * down[1] - 0.5
  if (x < -0.5 || y < -0.5 || x > width - 0.5 || y > height - 0.5) return
  const left = Math.max(0, Math.floor(x))
  const top = Math.max(0, Math.floor(y))
  const right = Math.min(width - 1, left + 1)
  const bottom = Math.min(height - 1, top + 1)
  const dx = Math.max(0, x - left)
  const dy = Math.max(0, y - top)
  for (let channel = 0; channel < 3; channel += 1) {
    const upper = at(data, width, left, top, channel) * (1 - dx) + at(data, width, right, top, channel) * dx
    const lower = at(data, width, left, bottom, channel) * (1 - dx) + at(data, width, right, bottom, channel) * dx
    sum[channel] = (sum[channel] ?? 0) + upper * (1 - dy) + lower * dy
  }
}

const at = (data: Uint8Array, width: number, x: number, y: number, channel: number) =>
  data[(y * width + x) * 3 + channel] ?? 0
