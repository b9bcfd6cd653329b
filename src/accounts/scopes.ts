import { mayActAs, type Role } from './roles.ts'

/** What a token may be made for, and the role without which it would be of no use. People and tokens are for people alone. */
const leastRoles = {
  'jobs:read': 'viewer',
  'jobs:write': 'operator',
  'slots:read': 'viewer',
  'slots:write': 'operator',
  'settings:read': 'admin',
  'settings:write': 'admin',
  'audit:read': 'admin',
  'metrics:read': 'viewer',
  'pix:read': 'viewer',
  'pix:write': 'operator',
} as const satisfies Record<string, Role>

export type Scope = keyof typeof leastRoles

export const scopes = Object.keys(leastRoles) as [Scope, ...Scope[]]

/** Those of `wanted` that somebody in this role has nothing to give for. */
export const scopesBeyond = (role: Role, wanted: readonly Scope[]): Scope[] =>
  wanted.filter((scope) => !mayActAs(role, leastRoles[scope]))
