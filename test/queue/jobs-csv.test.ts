import t from 'tap'
import { writeCell } from '../../src/queue/jobs-csv.ts'
import { addAttempt, addJob, openOffice } from './office.ts'

/** A strict reader of RFC 4180. */
function readCsv(text: string): string[][] {
  const lines: string[][] = []
  let line: string[] = []
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/y
  while (cell.lastIndex < text.length) {
    const [, quoted, plain, end] = cell.exec(text) ?? []
    if (end === undefined) throw new Error('this is no table')
    line.push(quoted?.replaceAll('""', '"') ?? plain ?? '')
    if (end === ',') continue
    lines.push(line)
    line = []
  }
  return lines
}

t.test('no cell is a formula, and what a spreadsheet would misread is quoted', async (t) => {
  const table: [given: string | number | null, written: string][] = [
    ['=1+1', `'=1+1`],
    ['+49 30', `'+49 30`],
    ['-1', `'-1`],
    ['@SUM(A1)', `'@SUM(A1)`],
    ['\t=1', `'\t=1`],
    [' =1', `' =1`],
    ['\r=1', `"'\r=1"`],
    ['=HYPERLINK("http://x")', `"'=HYPERLINK(""http://x"")"`],
    ['a,b', '"a,b"'],
    ['a"b', '"a""b"'],
    ['a\nb', '"a\nb"'],
    ['1-1', '1-1'],
    [-5, '-5'],
    [null, ''],
    ['', ''],
  ]
  for (const [given, written] of table) t.equal(writeCell(given), written, JSON.stringify(given))
})

t.test('the table has every job that is meant, once, with what its calls have cost', async (t) => {
  const { gateway, ask, call } = await openOffice(t)
  const ids: string[] = []
  for (let at = 0; at < 620; at += 1) {
    const receivedAt = new Date(Date.parse('2026-01-01T00:00:00.000Z') + at * 1000)
    ids.unshift(await addJob(gateway, { receivedAt, details: '=cmd|calc' }))
  }
  const [newest = ''] = ids
  await addAttempt(gateway, newest, { costMicros: 30_000 })
  await addAttempt(gateway, newest, { number: 2, provider: 'other', costMicros: 9_000 })
  await addJob(gateway, { slotId: 'slot-002', status: 'done', clientFields: { 'a"b': '1,\r\n2' } })

  const answer = await ask('/api/jobs.csv?slot=slot-001&status=failed')
  t.equal(answer.headers.get('content-type'), 'text/csv; charset=utf-8')
  t.match(answer.headers.get('content-disposition'), 'attachment; filename="jobs.csv"')
  const [head = [], ...lines] = readCsv(await answer.text())
  t.same(
    lines.map(([id]) => id),
    ids,
  )
  const at = (name: string) => lines[0]?.[head.indexOf(name)]
  t.equal(at('details'), `'=cmd|calc`)
  t.equal(at('providers'), 'fake other')
  t.equal(at('attempts'), '2')
  t.equal(at('cost_usd'), '0.039')
  t.equal(at('received_at'), '2026-01-01T00:10:19.000Z')

  const [, other = []] = readCsv(await (await ask('/api/jobs.csv?slot=slot-002')).text())
  t.same(JSON.parse(other[head.indexOf('client_fields')] ?? ''), { 'a"b': '1,\r\n2' })
  t.equal(readCsv(await (await ask('/api/jobs.csv?slot=slot-009')).text()).length, 1)
  t.match((await call('/api/jobs.csv?limit=5')).body, { failure_reason: 'invalid_request' })
  t.equal((await fetch(`${gateway.url}/api/jobs.csv`)).status, 401)
})
