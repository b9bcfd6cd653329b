interface Picture {
  /** Three bytes a pixel. */
  data: Buffer
  width: number
  height: number
}

interface Region {
  left: number
  right: number
  top: number
  bottom: number
}

/** The rows of two pictures in which a pixel outside of the region is not the same bit by bit. */
export function rowsThatDiffer({ data, width, height }: Picture, other: Buffer, region: Region): number[] {
  const { left, right, top, bottom } = region
  const isSame = (y: number, from: number, to: number) => {
    const [start, end] = [(y * width + from) * 3, (y * width + to) * 3]
    return data.compare(other, start, end, start, end) === 0
  }
  const rows = Array.from({ length: height }, (_, y) => y)
  const isRowSame = (y: number) =>
    y < top || y >= bottom ? isSame(y, 0, width) : isSame(y, 0, left) && isSame(y, right, width)
  return rows.filter((y) => !isRowSame(y))
}
