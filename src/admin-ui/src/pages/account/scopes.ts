import type { Answer } from '../../api/answer.ts'
import type { paths } from '../../api/schema.d.ts'

type NewToken = paths['/api/tokens']['post']['requestBody']['content']['application/json']
export type Scope = NewToken['scopes'][number]
type Role = Answer<'/api/me'>['role']

/** The role without which a scope is of no use, as the gateway has it. */
export const leastRoles: Record<Scope, Role> = {
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
}

export const scopes = Object.keys(leastRoles) as Scope[]

/** A key among the words: there, a colon would stand for something else. */
export const wordOf = (scope: Scope) => scope.replace(':', '_') as WordOf<Scope>

type WordOf<Name extends string> = Name extends `${infer What}:${infer How}` ? `${What}_${How}` : never
