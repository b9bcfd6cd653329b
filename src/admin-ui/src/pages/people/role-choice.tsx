import { Radio, Stack } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Role } from '../../api/me.ts'

const roles: readonly Role[] = ['viewer', 'operator', 'admin']

/** Which role, and what it may do. */
export function RoleChoice({ value, onChange }: { value: Role; onChange(role: Role): void }) {
  const { t } = useTranslation()
  return (
    <Radio.Group label={t('people.role')} value={value} onChange={(role) => onChange(role as Role)}>
      <Stack gap="xs" mt="xs">
        {roles.map((role) => (
          <Radio key={role} value={role} label={t(`shell.roles.${role}`)} description={t(`people.mayDo.${role}`)} />
        ))}
      </Stack>
    </Radio.Group>
  )
}
