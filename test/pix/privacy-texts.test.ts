import t from 'tap'
import { classifyText, type TextKind } from '../../src/pix/privacy/classify-text.ts'

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
