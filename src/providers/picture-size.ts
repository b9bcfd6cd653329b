import type { Parameter } from './catalogue/catalogue.ts'

type SizeRule = Extract<Parameter, { type: 'size' }>

/** Width and height in pixels of a size such as `1536x864`. */
export function parseSize(size: string): { width: number; height: number } | undefined {
  const [, width, height] = /^([1-9]\d{1,4})x([1-9]\d{1,4})$/.exec(size) ?? []
  return width && height ? { width: Number(width), height: Number(height) } : undefined
}

/** Why a model that takes any size within a rule does not take this one. */
export function findSizeFault(size: string, rule: SizeRule): string | undefined {
  const { multipleOf, longestSide, mostRatio, leastPixels, mostPixels, also } = rule
  if (also.includes(size)) return undefined
  const parsed = parseSize(size)
  if (!parsed) return `must be ${[...also, 'width and height in pixels, as in 1536x864'].join(' or ')}`
  const { width, height } = parsed
  if (width % multipleOf !== 0 || height % multipleOf !== 0)
    return `must have a width and height that ${multipleOf} divides`
  if (Math.max(width, height) > longestSide) return `must not have a side longer than ${longestSide} pixels`
  if (Math.max(width / height, height / width) > mostRatio)
    return `must not have a side longer than ${mostRatio} times the other`
  const pixels = width * height
  return pixels < leastPixels || pixels > mostPixels ? `must have ${leastPixels} to ${mostPixels} pixels` : undefined
}
