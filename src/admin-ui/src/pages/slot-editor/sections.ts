export const sections = ['effect', 'picture', 'rules', 'compare', 'history', 'doctor'] as const

export type Section = (typeof sections)[number]

export const isSection = (value: unknown): value is Section => sections.some((section) => section === value)

const inEffect = new Set(['chain', 'templates'])

/** Where a setting is asked for. */
export function sectionOf(path: string): Section {
  const [head = ''] = path.split('.')
  if (head === 'output' || path === 'templates.frame') return 'picture'
  return inEffect.has(head) || head === '' ? 'effect' : 'rules'
}
