import { readFileSync } from 'node:fs'
import path from 'node:path'
import t from 'tap'
import { environmentSchema } from '../../src/config.ts'
import { failureTable } from '../../src/errors.ts'

const project = path.join(import.meta.dirname, '..', '..')
const read = (...names: string[]) => readFileSync(path.join(project, ...names), 'utf8')

t.test('.env.example names exactly the variables that are read, with their meaning and default', async (t) => {
  const text = read('.env.example')
  const named = [...text.matchAll(/^# ([A-Z][A-Z0-9_]+)=(.*)$/gm)].map(([, name, value]) => [name, value])
  t.same(
    named.map(([name]) => name),
    Object.keys(environmentSchema.shape),
  )
  for (const [name, schema] of Object.entries(environmentSchema.shape)) {
    t.ok(text.includes(`# ${schema.description}\n# ${name}=`), `${name} is explained`)
    const fallback = schema.safeParse(undefined)
    if (fallback.success && fallback.data !== undefined)
      t.match(text, `# ${name}=${fallback.data}\n`, `${name} shows its default`)
  }
})

t.test('README explains every variable', async (t) => {
  const text = read('README.md')
  for (const name of Object.keys(environmentSchema.shape)) t.ok(text.includes(`\`${name}\``), name)
})

t.test('docs/errors.md is the table of failures', async (t) => {
  const rows = read('docs', 'errors.md').matchAll(/^\| `([a-z_]+)` \| (\d+) \| (yes|no) \| (.+) \|$/gm)
  const documented = [...rows].map(([, code, status, retryable, sentence]) => ({
    code,
    status: Number(status),
    retryable: retryable === 'yes',
    sentence,
  }))
  const real = Object.entries(failureTable).map(([code, { status, retryable, sentence }]) => ({
    code,
    status,
    retryable,
    sentence,
  }))
  t.same(documented, real)
})

t.test("README's two commands are the ones that CI runs", async (t) => {
  const readme = read('README.md')
  const script = read('.ci', 'run')
  for (const command of ['npm ci', 'npm start']) {
    t.match(readme, command)
    t.match(script, command)
  }
})
