import { type ChildProcess, spawn } from 'node:child_process'
import path from 'node:path'
import t, { type Test } from 'tap'
import { hasDatabase, run, says, scratch, watch } from './support/processes.ts'

const development = path.join(import.meta.dirname, '..', 'src', 'admin-ui', 'dev.ts')

/** Nothing of it survives a test that fails. */
function endWith(t: Test, { pid = 0 }: ChildProcess): void {
  t.teardown(() => {
    try {
      process.kill(-pid, 'SIGKILL')
    } catch {
      // All of it has ended.
    }
  })
}

for (const [what, end] of [
  ['^C', ({ pid = 0 }: ChildProcess) => process.kill(-pid, 'SIGINT')],
  ['SIGTERM', (child: ChildProcess) => child.kill('SIGTERM')],
] as const) {
  t.test(`${what} ends the gateway, the pages and the database of \`npm run dev\``, async (t) => {
    const { environment } = await scratch(t)
    const dev = run([], environment, development)
    endWith(t, dev.child)
    await says(dev, '"msg":"ready"')
    await says(dev, 'Local:')
    t.ok(hasDatabase(environment))
    end(dev.child)
    t.equal(await dev.exited, 0, dev.output())
    t.match(dev.output(), /"msg":"stopped"/)
    t.notOk(hasDatabase(environment))
  })
}

t.test('so does the end of npm, whose shell passes nothing on', async (t) => {
  const { environment } = await scratch(t)
  const shell = spawn('sh', ['-c', `"${process.execPath}" "${development}"; true`], {
    env: { PATH: process.env.PATH, npm_lifecycle_event: 'dev', ...environment },
    detached: true,
  })
  endWith(t, shell)
  const closed = new Promise((resolve) => shell.stdout.once('close', resolve))
  const dev = watch(shell)
  await says(dev, '"msg":"ready"')
  await says(dev, 'Local:')
  shell.kill('SIGTERM')
  await closed
  t.match(dev.output(), /"msg":"stopped"/)
  t.notOk(hasDatabase(environment))
})
