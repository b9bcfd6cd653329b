import t from 'tap'
import { mayActAs, type Role } from '../../src/accounts/roles.ts'

t.test('an admin may do everything, an operator what a viewer may, a viewer only look', async (t) => {
  const outcomes: [role: Role, required: Role, may: boolean][] = [
    ['admin', 'admin', true],
    ['admin', 'operator', true],
    ['admin', 'viewer', true],
    ['operator', 'admin', false],
    ['operator', 'operator', true],
    ['operator', 'viewer', true],
    ['viewer', 'admin', false],
    ['viewer', 'operator', false],
    ['viewer', 'viewer', true],
  ]
  for (const [role, required, may] of outcomes) t.equal(mayActAs(role, required), may, `${role} as ${required}`)
})
