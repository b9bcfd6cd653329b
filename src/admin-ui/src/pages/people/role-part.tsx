import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Role } from '../../api/me.ts'
import { changePerson, type Person } from '../../api/people.ts'
import { Problem } from '../../parts/problem.tsx'
import { RoleChoice } from './role-choice.tsx'
import { usePersonChange } from './use-person-change.ts'

export function RolePart({ person }: { person: Person }) {
  const { t } = useTranslation()
  const [wanted, setWanted] = useState<Role | null>(null)
  const change = usePersonChange(
    (role: Role) => changePerson(person.id, { role }),
    () => setWanted(null),
  )
  const choose = (role: Role) => {
    change.reset()
    setWanted(role === person.role ? null : role)
  }
  return (
    <section aria-label={t('people.role')}>
      <RoleChoice value={wanted ?? person.role} onChange={choose} />
      <Problem error={change.error} />
      <Button disabled={wanted === null} loading={change.isPending} onClick={() => wanted && change.mutate(wanted)}>
        {t('people.saveRole')}
      </Button>
    </section>
  )
}
