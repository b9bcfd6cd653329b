import t from 'tap'
import { findingAt, never, openInspector, people } from './privacy-room.ts'

t.test('001-11 faces are found, also far away', async (t) => {
  const inspector = openInspector(t)
  const report = await inspector.inspect(await people(640), { exterior: false, signal: never })
  t.same(new Set(report.findings.map(({ type }) => type)), new Set(['face']))
  const middles = [
    [0.449, 0.153],
    [0.775, 0.377],
    [0.62, 0.225],
    [0.24, 0.726],
    [0.354, 0.385],
  ] as const
  for (const [x, y] of middles) t.equal(findingAt(report, x, y)?.type, 'face', `${x}, ${y}`)
  const far = await inspector.inspect(await people(300), { exterior: false, signal: never })
  t.equal(far.findings.filter(({ type }) => type === 'face').length, 5, 'of 35 pixels')
})
