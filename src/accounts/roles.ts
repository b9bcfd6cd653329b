/** From the least to the most; each may do all that those before it may. */
export const roles = ['viewer', 'operator', 'admin'] as const

export type Role = (typeof roles)[number]

export function mayActAs(role: Role, required: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(required)
}
