import { Button, Skeleton, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { type Edit, editsQuery, type WholeImage } from '../../api/pix-image.ts'
import { useKnownWords } from '../../parts/known-words.ts'
import { Problem } from '../../parts/problem.tsx'
import { Section } from '../../parts/section.tsx'
import { useAgo } from '../../parts/use-ago.ts'
import classes from './edits-card.module.css'
import signs from './privacy-card.module.css'
import type { Desk } from './use-desk.ts'
import { useVersionName } from './version-strip.tsx'

/** What was taken out of it, by whom, and what became of that. */
export function EditsCard({ image, desk }: { image: WholeImage; desk: Desk }) {
  const { t } = useTranslation()
  const { data: edits, error } = useQuery(editsQuery(image.image_id))
  return (
    <Section title={t('pixImage.edits')}>
      <Problem error={error} />
      {edits === undefined && !error && <Skeleton height={40} aria-busy />}
      {edits?.length === 0 && <Text c="dimmed">{t('pixImage.noEdits')}</Text>}
      <ul className={classes.edits}>
        {edits?.map((edit) => (
          <li key={edit.id}>
            <EditLine edit={edit} desk={desk} />
          </li>
        ))}
      </ul>
    </Section>
  )
}

function EditLine({ edit, desk }: { edit: Edit; desk: Desk }) {
  const { t } = useTranslation()
  const ago = useAgo()
  const nameOf = useVersionName()
  const sayReason = useKnownWords('remarks.reason')
  const { from_version: from, to_version: to, status, error, untouched, requested_by: who, created_at: at } = edit
  const isThere = to !== null && desk.versions.some(({ kind }) => kind === to)
  return (
    <>
      <div className={classes.head}>
        <span>{to === null ? nameOf(from) : t('pixImage.editOf', { from: nameOf(from), to: nameOf(to) })}</span>
        <span className={signs.sign} data-status={status}>
          {t(`pixImage.editStates.${status}`)}
        </span>
      </div>
      {error !== null && <Text size="sm">{sayReason(error)}</Text>}
      {untouched === 'encoded_anew' && <Text size="sm">{t('pixImage.encodedAnew')}</Text>}
      <Text size="sm" c="dimmed">
        {who} · {ago(at)}
      </Text>
      {isThere && (
        <Button size="compact-sm" variant="subtle" onClick={() => desk.show(to, 'compare')}>
          {t('pixImage.compareEdit', { version: nameOf(to) })}
        </Button>
      )}
    </>
  )
}
