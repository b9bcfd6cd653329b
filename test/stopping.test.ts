import { spawn } from 'node:child_process'
import t from 'tap'
import { hasDatabase, launcher, run, says, scratch } from './support/processes.ts'

t.test('a gateway that npm started stops when npm is stopped', async (t) => {
  const { environment } = await scratch(t)
  const command = `"${process.execPath}" "${launcher}" start; true`
  const shell = spawn('sh', ['-c', command], {
    env: { PATH: process.env.PATH, npm_lifecycle_event: 'start', ...environment },
  })
  let output = ''
  const ready = Promise.withResolvers<void>()
  shell.stdout.on('data', (data) => {
    output += data
    if (output.includes('"msg":"ready"')) ready.resolve()
  })
  const closed = new Promise((resolve) => shell.stdout.once('close', resolve))
  await ready.promise
  shell.kill('SIGTERM')
  await closed
  t.match(output, /"msg":"stopped"/)
})

t.test('one ^C that comes twice, from the terminal and from npm, is one', async (t) => {
  const { environment } = await scratch(t)
  const gateway = run(['start'], environment)
  await says(gateway, '"msg":"ready"')
  gateway.child.kill('SIGINT')
  await says(gateway, 'a second signal does not wait')
  gateway.child.kill('SIGINT')
  t.equal(await gateway.exited, 0, gateway.output())
  t.match(gateway.output(), /"msg":"stopped"/)
  t.notOk(hasDatabase(environment))
})

t.test('a signal that comes while it still starts ends its database, too', async (t) => {
  const { environment } = await scratch(t)
  const gateway = run(['start'], environment)
  while (!hasDatabase(environment)) await new Promise((resolve) => setImmediate(resolve))
  gateway.child.kill('SIGTERM')
  t.equal(await gateway.exited, 0, gateway.output())
  t.match(gateway.output(), /administrator: +\S+@\S+ +password: \S{20,}/, 'nobody could sign in otherwise')
  t.notOk(hasDatabase(environment))
})
