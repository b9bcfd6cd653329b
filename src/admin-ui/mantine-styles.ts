import { existsSync, globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Plugin } from 'vite'

const mantine = path.join(import.meta.dirname, 'node_modules', '@mantine')
const core = path.join(mantine, 'core')

/** Where a first visit begins; what these files import at once belongs to it, what they import later does not. */
const firstFiles = [
  'main.tsx',
  'shell/shell.tsx',
  'shell/bare-shell.tsx',
  'pages/sign-in/sign-in-page.tsx',
  'pages/own-password/own-password-page.tsx',
  'pages/dashboard/dashboard-page.tsx',
].map((name) => path.join(import.meta.dirname, 'src', name))
const ids = ['virtual:mantine-first.css', 'virtual:mantine-rest.css']

/** Belong to no component. */
const base = ['baseline', 'default-css-variables', 'global']

/**
 * Of Mantine's styles those of the components that the pages import, and of what these are made of, in Mantine's own order.
 * `virtual:mantine-first.css` has what a first visit needs, `virtual:mantine-rest.css` the others: what contains something
 * comes after it in either case. All of them at once would be a fifth of what a first visit may load.
 */
export function mantineStyles(): Plugin {
  return {
    name: 'mantine-styles',
    resolveId: (source) => (ids.includes(source) ? `\0${source}` : undefined),
    load(source) {
      if (!ids.some((id) => source === `\0${id}`)) return undefined
      const files = globSync('src/**/*.{ts,tsx}', { cwd: import.meta.dirname }).map((file) =>
        path.resolve(import.meta.dirname, file),
      )
      for (const file of files) this.addWatchFile(file)
      const first = new Set([...base, ...stylesUsedIn([...importedAtOnce(firstFiles)])])
      if (source === `\0${ids[0]}`) return textOf(first)
      return textOf(new Set([...stylesUsedIn(files)].filter((name) => !first.has(name))))
    },
  }
}

/** Files of ours with all that they import before they run. */
function importedAtOnce(files: readonly string[]): Set<string> {
  const [all, waiting] = [new Set<string>(), [...files]]
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (all.has(file)) continue
    all.add(file)
    const imports = readFileSync(file, 'utf8').matchAll(/^(?:import|export) (?!type )[^;]*?from '(\.[^']+\.tsx?)'/gm)
    for (const [, name = ''] of imports) waiting.push(path.resolve(path.dirname(file), name))
  }
  return all
}

function stylesUsedIn(files: readonly string[]): Set<string> {
  const texts = files.map((file) => readFileSync(file, 'utf8'))
  const packages = new Set(texts.flatMap(packagesIn))
  return closureOf([...texts, ...[...packages].flatMap(textsOf)].flatMap(namesIn))
}

function namesIn(text: string): string[] {
  const imports = text.matchAll(/import\s*\{([^}]*)\}\s*from ['"]@mantine\/core['"]/g)
  return [...imports].flatMap(([, names = '']) => names.split(',').map((name) => name.trim().replace(/ as .*/, '')))
}

/** Other packages of Mantine, which are made of its components, too. */
const packagesIn = (text: string) =>
  [...text.matchAll(/^import (?!type )[^;]*?from ['"]@mantine\/(?!core)([a-z]+)['"]/gm)].map(([, name = '']) => name)

const textsOf = (name: string) => modulesIn(path.join(mantine, name, 'esm')).map((file) => readFileSync(file, 'utf8'))

function modulesIn(directory: string): string[] {
  return globSync('**/*.mjs', { cwd: directory }).map((file) => path.join(directory, file))
}

/** Each module of Mantine's by its name, as in `Button`. */
const modules = new Map(modulesIn(path.join(core, 'esm')).map((file) => [path.basename(file, '.mjs'), file]))

/** The styles of the named components and of all that they import; a component may have several, as a radio has. */
function closureOf(names: string[]): Set<string> {
  const [seen, styles] = [new Set<string>(), new Set<string>()]
  const waiting = names.flatMap((name) => modules.get(name) ?? [])
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (seen.has(file)) continue
    seen.add(file)
    const [, style] = /(\w+)\.module\.mjs$/.exec(file) ?? []
    if (style) styles.add(style)
    const imports = readFileSync(file, 'utf8').matchAll(/from "(\.[^"]+\.mjs)"/g)
    for (const [, name = ''] of imports) waiting.push(path.resolve(path.dirname(file), name))
  }
  return styles
}

function textOf(names: ReadonlySet<string>): string {
  const all = readFileSync(path.join(core, 'styles.css'), 'utf8')
  const parts = [...names].flatMap((name) => {
    const file = path.join(core, 'styles', `${name}.css`)
    if (!existsSync(file)) return []
    const text = readFileSync(file, 'utf8').trim()
    const at = all.indexOf(text)
    if (at < 0) throw new Error(`the styles of ${name} are not where they are expected in Mantine's styles.css`)
    return [{ text, at }]
  })
  return parts
    .sort((one, other) => one.at - other.at)
    .map(({ text }) => text)
    .join('\n')
}
