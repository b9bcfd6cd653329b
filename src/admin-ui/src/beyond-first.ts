import { type ComponentType, lazy } from 'react'
import { loadAllWords } from './words/languages.ts'

/** What a first visit does without: the words of all pages, and the styles of what only they are made of. */
async function loadRest(): Promise<void> {
  await Promise.all([import('virtual:mantine-rest.css'), loadAllWords()])
}

/** Code that comes later, with all that it may need. The only way to it (`mantine-styles.ts` counts on that). */
export async function later<Module>(load: () => Promise<Module>): Promise<Module> {
  // Begun first: a page's own styles must come after those that they change.
  const rest = loadRest()
  const [module] = await Promise.all([load(), rest])
  return module
}

/** React's `lazy` for a component that is exported by name. */
export function lazyPart<Name extends string, Props>(
  load: () => Promise<Record<Name, ComponentType<Props>>>,
  name: Name,
) {
  return lazy(async () => ({ default: (await later(load))[name] }))
}
