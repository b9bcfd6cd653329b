import { Button, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { changePerson, type Person, removePerson, sessionsOfQuery } from '../../api/people.ts'
import { AskOnce } from '../../parts/ask-once.tsx'
import { Problem } from '../../parts/problem.tsx'
import classes from './person-dialog.module.css'
import { usePersonChange } from './use-person-change.ts'

/** Off for a while, or gone for good. */
export function AccessPart({ person, onRemoved }: { person: Person; onRemoved(): void }) {
  const { t } = useTranslation()
  const toggle = usePersonChange(() => changePerson(person.id, { is_disabled: !person.is_disabled }))
  const queryClient = useQueryClient()
  const remove = usePersonChange(
    () => removePerson(person.id),
    () => {
      // Or it would be asked for again, of somebody who is no more.
      queryClient.removeQueries({ queryKey: sessionsOfQuery(person.id).queryKey })
      onRemoved()
    },
  )
  return (
    <section aria-label={t('people.access')}>
      <h3 className={classes.heading}>{t('people.access')}</h3>
      <Text size="sm">{t(person.is_disabled ? 'people.disabledText' : 'people.enabledText')}</Text>
      <Problem error={toggle.error} />
      <div className={classes.row}>
        <Button variant="default" loading={toggle.isPending} onClick={() => toggle.mutate(undefined)}>
          {t(person.is_disabled ? 'people.enable' : 'people.disable')}
        </Button>
        <AskOnce
          label={t('people.delete')}
          question={t('people.deleteQuestion', { email: person.email })}
          confirm={t('people.deleteConfirm')}
          isPending={remove.isPending}
          error={remove.error}
          onConfirm={() => remove.mutate(undefined)}
        />
      </div>
    </section>
  )
}
