import { Button, Skeleton } from '@mantine/core'
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { UserPlus } from 'lucide-react'
import { Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { meQuery } from '../../api/me.ts'
import { peopleQuery } from '../../api/people.ts'
import { lazyPart } from '../../beyond-first.ts'
import { PageFrame } from '../../parts/page-frame.tsx'
import classes from './people-page.module.css'
import { PersonRow } from './person-row.tsx'

const AddPerson = lazyPart(() => import('./add-person.tsx'), 'AddPerson')
const PersonDialog = lazyPart(() => import('./person-dialog.tsx'), 'PersonDialog')

const skeletons = ['one', 'two', 'three', 'four']

/** Who may use the gateway. */
export function PeoplePage() {
  const { t } = useTranslation()
  const { data: me } = useSuspenseQuery(meQuery)
  const { data: people } = useQuery(peopleQuery)
  const [isAdding, setAdding] = useState(false)
  const [openId, setOpenId] = useState<string | null>(null)
  return (
    <PageFrame
      title={t('people.title')}
      isNarrow
      actions={
        <Button leftSection={<UserPlus size={17} aria-hidden />} onClick={() => setAdding(true)}>
          {t('people.add')}
        </Button>
      }
    >
      <ul className={classes.list} aria-label={t('people.title')} aria-busy={people === undefined}>
        {people?.map((person) => (
          <li key={person.id}>
            <PersonRow person={person} isSelf={person.email === me.email} onOpen={() => setOpenId(person.id)} />
          </li>
        )) ??
          skeletons.map((key) => (
            <li key={key}>
              <Skeleton height={73} radius={0} />
            </li>
          ))}
      </ul>
      <Suspense>
        {isAdding && <AddPerson onClose={() => setAdding(false)} />}
        <PersonDialog
          person={people?.find(({ id }) => id === openId) ?? null}
          isSelf={people?.find(({ id }) => id === openId)?.email === me.email}
          onClose={() => setOpenId(null)}
        />
      </Suspense>
    </PageFrame>
  )
}
