import type { SlotSettings } from '../../../api/client.ts'
import type { components } from '../../../api/schema.d.ts'

type Provider = components['schemas']['Provider']

export interface TemplateRoles {
  /** Without these nothing works. */
  needed: string[]
  /** May be there; null: any name will do. */
  optional: string[] | null
  /** Bound, and used by nothing. */
  useless: string[]
}

/** The frame has its place beside the other settings of the picture. */
const frameRole = 'frame'

/** What the operations of a slot know to do with templates. */
export function rolesOf(settings: SlotSettings, providers: readonly Provider[]): TemplateRoles {
  const { chain, fallback, output, templates } = settings
  const operations = [...chain, ...(fallback ? [fallback] : [])].flatMap((link) => {
    const found = providers
      .find(({ name }) => name === link.provider)
      ?.operations.find(({ operation }) => operation === link.operation)
    return found ?? []
  })
  const needed = unique(operations.flatMap(({ template_roles: roles }) => roles))
  const isAny = operations.some(({ optional_roles: roles }) => roles === 'any')
  const named = unique(operations.flatMap(({ optional_roles: roles }) => (roles === 'any' ? [] : roles)))
  const known = [...needed, ...named, ...(output.frame ? [frameRole] : [])]
  return {
    needed,
    optional: isAny ? null : named.filter((role) => !needed.includes(role)),
    useless: isAny ? [] : Object.keys(templates).filter((role) => !known.includes(role)),
  }
}

const unique = (names: string[]) => [...new Set(names)]

/** Suggestions for services that take whatever is bound. */
export const usualRoles = ['style', 'background', 'face', 'reference', 'mask'] as const

/** Where a picture goes that was dropped or pasted without a place; null: nowhere. */
export function freeRole(
  { needed, optional }: TemplateRoles,
  templates: Readonly<Record<string, string>>,
): string | null {
  const isFree = (role: string) => !Object.hasOwn(templates, role)
  const named = [...needed, ...(optional ?? usualRoles)].find(isFree)
  if (named !== undefined) return named
  if (optional !== null) return needed.length === 1 ? (needed[0] ?? null) : null
  let number = 2
  while (!isFree(`reference_${number}`)) number += 1
  return `reference_${number}`
}
