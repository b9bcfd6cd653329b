import { execFileSync } from 'node:child_process'
import { globSync, statSync } from 'node:fs'
import path from 'node:path'
import { builtPages } from '../../src/pages-routes.ts'

const workspace = path.dirname(builtPages)
const sources = ['src/**/*', 'public/**/*', '*.ts', '*.json', 'index.html']

const changedAt = (file: string) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0

/** The pages as their sources are now, for tests in a browser. */
export function buildPagesIfStale(): void {
  const builtAt = changedAt(path.join(builtPages, 'index.html'))
  const files = globSync(sources, { cwd: workspace }).map((file) => path.join(workspace, file))
  if (files.every((file) => changedAt(file) <= builtAt)) return
  execFileSync(process.execPath, [path.join(workspace, 'build.ts'), '--if-possible'], { stdio: 'inherit' })
}
