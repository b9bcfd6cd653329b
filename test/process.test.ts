import net from 'node:net'
import path from 'node:path'
import t from 'tap'
import { run, says, scratch } from './support/processes.ts'

const sample = path.join(import.meta.dirname, '..', 'docs', 'pictures', 'sample.jpg')

const shootFrom = (environment: Record<string, string>, password: string, out: string) =>
  run(
    [
      'shoot',
      sample,
      '--slot',
      'slot-003',
      '--password',
      password,
      '--url',
      `http://127.0.0.1:${environment.PORT}`,
      '--out',
      out,
    ],
    {},
  )

t.test('a first start prints passwords once, takes a photo, survives a kill and stops cleanly', async (t) => {
  const { directory, environment } = await scratch(t)
  const first = run(['start'], environment)
  await says(first, '"msg":"ready"')
  const password = /ingest password: (\S+)/.exec(first.output())?.[1] ?? ''
  t.match(first.output(), /administrator: +\S+@\S+ +password: \S{20,}/)
  t.match(first.output(), `npx photochanger shoot docs/pictures/sample.jpg --slot slot-002 --password ${password}`)
  const shot = shootFrom(environment, password, path.join(directory, 'one.jpg'))
  t.equal(await shot.exited, 0, shot.output())

  const twin = run(['start'], { ...environment, PORT: '0' })
  t.equal(await twin.exited, 1)
  t.match(twin.output(), `Another PhotoChanger (process ${first.child.pid}) already uses this DATA_DIR.`)

  first.child.kill('SIGKILL')
  await first.exited
  const second = run(['start'], environment)
  await says(second, '"msg":"ready"')
  t.notMatch(second.output(), /password: \S{8,}/, 'passwords are shown once')
  const again = shootFrom(environment, password, path.join(directory, 'two.jpg'))
  t.equal(await again.exited, 0, again.output())

  const doctor = run(['doctor'], environment)
  t.equal(await doctor.exited, 0, doctor.output())
  t.match(doctor.output(), /ok +database: PostgreSQL 18/)
  t.match(doctor.output(), /ok +gateway: is running/)
  t.match(doctor.output(), /ok +keys: none: gemini, openai, fal, turbotext; the studio needs none/)
  const cleanup = run(['cleanup', '--dry-run'], environment)
  t.equal(await cleanup.exited, 0, cleanup.output())
  t.match(cleanup.output(), /nothing was deleted/)

  second.child.kill('SIGTERM')
  t.equal(await second.exited, 0, 'a clean stop')
  t.match(second.output(), /"msg":"stopped"/)
})

t.test('a wrong environment stops the start with one line per variable', async (t) => {
  const { exited, output } = run(['start'], {
    PORT: 'eighty',
    T_SYNC_RESPONSE_SECONDS: '5',
    DATABASE_URL: 'mysql://secret@x/y',
  })
  t.equal(await exited, 1)
  t.match(output(), /^ {2}PORT: /m)
  t.match(output(), /^ {2}T_SYNC_RESPONSE_SECONDS: must be between 10 and 60$/m)
  t.match(output(), /^ {2}DATABASE_URL: /m)
  t.notMatch(output(), 'secret')
  t.notMatch(output(), /\n\s+at /, 'no stack')
})

t.test('a taken port is said in one sentence', async (t) => {
  const { environment } = await scratch(t)
  const squatter = net.createServer().listen(Number(environment.PORT), '127.0.0.1')
  await new Promise((resolve) => squatter.once('listening', resolve))
  t.teardown(() => squatter.close())
  const { exited, output } = run(['start'], environment)
  t.equal(await exited, 1)
  t.match(output(), 'The port is taken by another program.')
})

t.test('an administrator can be made from the command line', async (t) => {
  const { environment } = await scratch(t)
  const made = run(['admin', 'create', 'boss@example.com'], environment)
  t.equal(await made.exited, 0, made.output())
  const password = /Password: (\S+)/.exec(made.output())?.[1] ?? ''
  t.ok(password.length >= 20)

  const server = run(['start'], environment)
  await says(server, '"msg":"ready"')
  const login = await fetch(`http://127.0.0.1:${environment.PORT}/api/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'boss@example.com', password }),
  })
  t.equal(login.status, 200)
  server.child.kill('SIGTERM')
  t.equal(await server.exited, 0)
})
