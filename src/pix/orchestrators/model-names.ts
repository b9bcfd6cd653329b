import type { Logger } from '../../log.ts'

/** Names of the owner's list that fal does not have, or that mean another thing there than is meant here. */
const aliases: Readonly<Record<string, string>> = {
  'fal-ai/florence-2-large/regional-caption': 'fal-ai/florence-2-large/dense-region-caption',
  'fal-ai/sam2': 'fal-ai/sam2/image',
  // The bare one wants words; a drawn mask goes to this one.
  'fal-ai/object-removal': 'fal-ai/object-removal/mask',
}

/** The name under which fal knows a model. What was put in the place of what is told once. */
export function createModelNames({ log }: { log: Logger }) {
  const told = new Set<string>()
  return (name: string): string => {
    const known = Object.hasOwn(aliases, name) ? aliases[name] : undefined
    if (known === undefined) return name
    if (!told.has(name)) log.info({ model: name, used: known }, 'fal knows this model under another name')
    told.add(name)
    return known
  }
}

export type ModelNames = ReturnType<typeof createModelNames>
