import t from 'tap'
import { multipartParts } from '../../src/cli/multipart-parts.ts'
import { pictureOfAnswer } from '../../src/cli/picture-of-answer.ts'

const mixed = 'multipart/mixed; boundary=b0'
const parts = (body: string, contentType = mixed) =>
  multipartParts(contentType, Buffer.from(body, 'latin1'))?.map(({ headers, bytes }) => [
    headers,
    bytes.toString('latin1'),
  ]) ?? null

t.test('parts are read whatever they contain and however they are framed', async (t) => {
  const cases: [what: string, body: string, expected: unknown[]][] = [
    ['no parts', '--b0--', []],
    ['one part', '--b0\r\nA: 1\r\n\r\nx\r\n--b0--\r\n', [[{ a: '1' }, 'x']]],
    ['text before and after', 'hello\r\n--b0\r\nA: 1\r\n\r\nx\r\n--b0--\r\nbye\r\n--b0\r\n', [[{ a: '1' }, 'x']]],
    ['no headers', '--b0\r\n\r\nx\r\n--b0--', [[{}, 'x']]],
    ['an empty part', '--b0\r\nA: 1\r\n\r\n\r\n--b0--', [[{ a: '1' }, '']]],
    ['nothing at all in a part', '--b0\r\n\r\n--b0--', [[{}, '']]],
    ['blanks after a delimiter', '--b0 \t\r\nA: 1\r\n\r\nx\r\n--b0--', [[{ a: '1' }, 'x']]],
    ['line breaks that belong to the part', '--b0\r\n\r\n\r\nx\r\n\r\n--b0--', [[{}, '\r\nx\r\n']]],
    [
      'a longer word that begins like the boundary',
      '--b0\r\n\r\n\r\n--b0ring\r\n\r\n--b0--',
      [[{}, '\r\n--b0ring\r\n']],
    ],
    ['the boundary inside a line', '--b0\r\n\r\nx--b0--\r\n--b0--', [[{}, 'x--b0--']]],
    ['a folded header', '--b0\r\nA: 1;\r\n  b=2\r\n\r\nx\r\n--b0--', [[{ a: '1; b=2' }, 'x']]],
    ['bytes over 127', '--b0\r\n\r\n\xff\xd8\x00\r\n--b0--', [[{}, '\xff\xd8\x00']]],
  ]
  for (const [what, body, expected] of cases) t.strictSame(parts(body), expected, what)
})

t.test('the boundary is found in any spelling of the header', async (t) => {
  const spellings = [
    'multipart/mixed; boundary="b 0"',
    'Multipart/Related; type="image/jpeg"; Boundary="b 0"; charset=utf-8',
  ]
  for (const contentType of spellings) t.strictSame(parts('--b 0\r\n\r\nx\r\n--b 0--', contentType), [[{}, 'x']])
  t.strictSame(parts('--b0\r\n\r\nx\r\n--b0--', 'multipart/form-data;boundary=b0;x=1'), [[{}, 'x']])
})

t.test('what is cut off or is not multipart is nothing', async (t) => {
  const broken = ['', 'hello', '--b0\r\n\r\nx', '--b0\r\n\r\nx\r\n--b0', '--b0\r\nA: 1\r\n--b0--']
  for (const body of broken) t.equal(parts(body), null, JSON.stringify(body))
  t.equal(parts('--b0--', 'multipart/mixed'), null)
  t.equal(parts('--b0--', 'text/plain; boundary=b0'), null)
})

t.test('the picture is found in every form of a good answer', async (t) => {
  const bytes = Buffer.from('ffd8ff0d0a2d2d6231', 'hex')
  const answer = (type: string, body: Buffer | string) => ({
    headers: { 'content-type': type },
    body: Buffer.from(body as Buffer),
  })
  const json = JSON.stringify({ mime: 'image/png', result_inline_base64: bytes.toString('base64') })
  const twoParts = Buffer.concat([
    Buffer.from('--b0\r\nContent-Type: application/json\r\n\r\n{"status":"done"}\r\n'),
    Buffer.from('--b0\r\nContent-Type: image/webp\r\n\r\n'),
    bytes,
    Buffer.from('\r\n--b0--\r\n'),
  ])
  const cases: [ReturnType<typeof answer>, type: string | null][] = [
    [answer('image/jpeg', bytes), 'image/jpeg'],
    [answer('IMAGE/AVIF; q=1', bytes), 'image/avif'],
    [answer('application/json; charset=utf-8', json), 'image/png'],
    [answer(mixed, twoParts), 'image/webp'],
    [answer('image/jpeg', ''), null],
    [answer('application/json', '{"status":"done"}'), null],
    [answer('application/json', '{"mime":"image/png","result_inline_base64":"?"}'), null],
    [answer('application/json', 'not json'), null],
    [answer(mixed, twoParts.subarray(0, -6)), null],
    [answer('text/html', '<html>'), null],
  ]
  for (const [given, type] of cases) {
    const picture = pictureOfAnswer(given)
    t.equal(picture?.type ?? null, type, given.headers['content-type'])
    if (type) t.ok(picture?.bytes.equals(bytes), 'with its bytes')
  }
})
