import { existsSync, globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Plugin } from 'vite'

const mantine = path.join(import.meta.dirname, 'node_modules', '@mantine')
const core = path.join(mantine, 'core')
/** What checkboxes, radios and switches are made of is no component of its own. */
const places = ['components', 'utils'].map((name) => path.join(core, 'esm', name))
const id = 'virtual:mantine.css'

/** Belong to no component. */
const base = ['baseline', 'default-css-variables', 'global']

/**
 * `virtual:mantine.css`: of Mantine's styles those of the components that the pages import, and of what these are made of,
 * in Mantine's own order. All of them would be a fifth of what a first visit may load.
 */
export function mantineStyles(): Plugin {
  return {
    name: 'mantine-styles',
    resolveId: (source) => (source === id ? `\0${id}` : undefined),
    load(source) {
      if (source !== `\0${id}`) return undefined
      const files = globSync('src/**/*.{ts,tsx}', { cwd: import.meta.dirname }).map((file) =>
        path.resolve(import.meta.dirname, file),
      )
      for (const file of files) this.addWatchFile(file)
      const texts = files.map((file) => readFileSync(file, 'utf8'))
      const packages = new Set(texts.flatMap(packagesIn))
      const used = [...texts, ...[...packages].flatMap(textsOf)].flatMap(namesIn)
      return stylesOf(new Set([...base, ...closureOf(used)]))
    },
  }
}

function namesIn(text: string): string[] {
  const imports = text.matchAll(/import\s*\{([^}]*)\}\s*from ['"]@mantine\/core['"]/g)
  return [...imports].flatMap(([, names = '']) => names.split(',').map((name) => name.trim().replace(/ as .*/, '')))
}

/** Other packages of Mantine, which are made of its components, too. */
const packagesIn = (text: string) =>
  [...text.matchAll(/['"]@mantine\/(?!core)([a-z]+)['"]/g)].map(([, name = '']) => name)

const textsOf = (name: string) => modulesIn(path.join(mantine, name, 'esm')).map((file) => readFileSync(file, 'utf8'))

function modulesIn(directory: string): string[] {
  return globSync('**/*.mjs', { cwd: directory }).map((file) => path.join(directory, file))
}

/** The named components and all that they import. */
function closureOf(names: string[]): Set<string> {
  const found = new Set<string>()
  const waiting = [...names]
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const directory = places.map((place) => path.join(place, name)).find((each) => existsSync(each))
    if (name === '' || found.has(name) || directory === undefined) continue
    found.add(name)
    for (const file of modulesIn(directory)) {
      const imports = readFileSync(file, 'utf8').matchAll(/from "(?:\.\.\/)+(?:utils\/)?(\w+)\//g)
      waiting.push(...[...imports].map(([, other = '']) => other))
    }
  }
  return found
}

function stylesOf(names: ReadonlySet<string>): string {
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
