/** The picture formats that the gateway takes in. */
export const imageTypes = ['image/jpeg', 'image/png', 'image/webp', 'image/heic', 'image/avif'] as const
export type ImageType = (typeof imageTypes)[number]

/** Bytes that `sniffImageType` wants to see at the most. */
export const sniffLength = 64

const extensions: Record<ImageType, string> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'image/heic': 'heic',
  'image/avif': 'avif',
}

export function extensionOf(type: ImageType): string {
  return extensions[type]
}

const heicBrands = new Set(['heic', 'heix', 'hevc', 'hevx', 'heim', 'heis', 'hevm', 'hevs'])
const avifBrands = new Set(['avif', 'avis'])

/** ISO base media: 'ftyp', a major brand, and compatible brands after the minor version. */
function sniffBrands(head: Buffer): ImageType | undefined {
  if (head.toString('latin1', 4, 8) !== 'ftyp') return undefined
  const end = Math.min(head.length, head.readUInt32BE(0))
  const brands = [head.toString('latin1', 8, 12)]
  for (let at = 16; at + 4 <= end; at += 4) brands.push(head.toString('latin1', at, at + 4))
  if (brands.some((brand) => avifBrands.has(brand))) return 'image/avif'
  if (brands.some((brand) => heicBrands.has(brand) || brand === 'mif1' || brand === 'msf1')) return 'image/heic'
  return undefined
}

/** What the first bytes say the file is; what its sender says is only a hint. */
export function sniffImageType(head: Buffer): ImageType | undefined {
  if (head.length < 12) return undefined
  if (head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff) return 'image/jpeg'
  if (head.subarray(0, 8).equals(Buffer.from('89504e470d0a1a0a', 'hex'))) return 'image/png'
  if (head.toString('latin1', 0, 4) === 'RIFF' && head.toString('latin1', 8, 12) === 'WEBP') return 'image/webp'
  return sniffBrands(head)
}
