import { fromRaw, type RawImage } from '../../media/imaging.ts'

const sidePixels = 48
const most = 5
/** Steps of brightness per channel: finer ones would tell apart what eyes do not. */
const levels = 8

/** The colours that most of the picture has, and their share of it. Deterministic. */
export async function findDominantColours(picture: RawImage): Promise<{ hex: string; share: number }[]> {
  const { data, info } = await fromRaw(picture)
    .removeAlpha()
    .resize({ width: sidePixels, height: sidePixels, fit: 'inside' })
    .raw()
    .toBuffer({ resolveWithObject: true })
  const groups = new Map<number, { count: number; sums: [number, number, number] }>()
  for (let at = 0; at < data.length; at += 3) {
    const [r, g, b] = [data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0]
    const step = 256 / levels
    const key = (Math.floor(r / step) * levels + Math.floor(g / step)) * levels + Math.floor(b / step)
    const group = groups.get(key) ?? { count: 0, sums: [0, 0, 0] }
    group.count += 1
    group.sums = [group.sums[0] + r, group.sums[1] + g, group.sums[2] + b]
    groups.set(key, group)
  }
  const pixels = info.width * info.height
  return [...groups.entries()]
    .toSorted(([keyOne, one], [keyOther, other]) => other.count - one.count || keyOne - keyOther)
    .slice(0, most)
    .map(([, { count, sums }]) => ({
      hex: `#${sums
        .map((sum) =>
          Math.round(sum / count)
            .toString(16)
            .padStart(2, '0'),
        )
        .join('')}`,
      share: Math.round((count / pixels) * 10_000) / 10_000,
    }))
}
