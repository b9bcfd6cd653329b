import t from 'tap'
import { classifyText, type TextKind } from '../../src/pix/privacy/classify-text.ts'
import { createTextFinder } from '../../src/pix/privacy/find-texts.ts'

t.test('001-11 what a text is, by its shape', async (t) => {
  const table: [text: string, kind: TextKind][] = [
    ['B AB 1234', 'license_plate'],
    ['B·AB 1234', 'license_plate'],
    ['BAB1234', 'license_plate'],
    ['D M XY 987', 'license_plate'],
    ['KÖ LN 77E', 'license_plate'],
    ['HH-K 42H', 'license_plate'],
    ['M xY 987', 'license_plate'],
    ['W 12345 A', 'license_plate'],
    ['ZH 123456', 'license_plate'],
    ['AB-123-CD', 'license_plate'],
    ['1-ABC-234', 'license_plate'],
    ['AB12 CDE', 'license_plate'],
    ['1234 BCD', 'license_plate'],
    ['Familie Mustermann', 'text'],
    ['Musterstraße 12', 'text'],
    ['10115 Berlin', 'text'],
    ['030 1234567', 'text'],
    ['IKEA', 'text'],
    ['OG 2', 'text'],
    ['', 'text'],
    ['17a', 'house_number'],
    ['7', 'house_number'],
    ['1024', 'house_number'],
    ['12-14', 'house_number'],
    ['12345', 'text'],
  ]
  for (const [text, kind] of table) t.equal(classifyText(text, { exterior: true }), kind, text)
  t.equal(classifyText('17a', { exterior: false }), 'text', 'inside a house it is none')
})

t.test('001-11 where there is more text than can be taken line by line, all of it is found', async (t) => {
  const side = 960
  const step = 32
  const marked: [x: number, y: number][] = []
  const session = {
    async run({ x: { dims } }: { x: { dims: number[] } }) {
      const [height = 0, width = 0] = dims.slice(2)
      const data = new Float32Array(width * height)
      for (let top = 8; top < height; top += step) {
        for (let left = 4; left < width; left += step) {
          if (marked.length < (side / step) ** 2) marked.push([left + 8, top + 2])
          for (let y = 0; y < 4; y += 1) data.fill(0.9, (top + y) * width + left, (top + y) * width + left + 16)
        }
      }
      return { likelihood: { data } }
    },
  }
  const createTensor = (_: Float32Array, dims: number[]) => ({ dims })
  const find = createTextFinder({ session, createTensor } as never)
  const lines = await find({ data: new Uint8Array(side * side * 3), width: side, height: side })
  t.ok(marked.length > 800 && lines.length < 450, `${marked.length} texts, ${lines.length} lines`)
  const isCovered = ([x, y]: [number, number]) =>
    lines.some(({ middle, reach }) => Math.abs(x - middle[0]) <= reach[0] && Math.abs(y - middle[1]) <= reach[1])
  t.same(
    marked.filter((point) => !isCovered(point)),
    [],
  )
})
