import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Reason } from '../../api/rehearsals.ts'
import classes from './reason-text.module.css'
import { useSlotName } from './use-slot-name.ts'

/** What gives way, and what to do. The gateway's own sentence has the numbers, in English. */
export function ReasonText({ reason, isHarmless = false }: { reason: Reason; isHarmless?: boolean }) {
  const { t, i18n } = useTranslation()
  const nameOf = useSlotName()
  const { link, service, slot, shots, says, advice } = reason
  const about = service ?? (slot === null ? null : nameOf(slot))
  const isEnglish = i18n.language === 'en'
  return (
    <div className={classes.reason}>
      <Text fw={600} size="lg">
        {[t(`rehearsal.links.${link}`), about].filter(Boolean).join(': ')}
      </Text>
      <Text lang="en" {...(!isEnglish && { size: 'sm', c: 'dimmed' })}>
        {says}
      </Text>
      {!isHarmless && (
        <Text>
          {!isEnglish && t(`rehearsal.advice.${link}`)}{' '}
          <span lang="en" className={isEnglish ? undefined : classes.lesser}>
            {advice}
          </span>
        </Text>
      )}
      {!isHarmless && shots > 0 && (
        <Text size="sm" c="dimmed">
          {t('rehearsal.spoiled', { count: shots })}
        </Text>
      )}
    </div>
  )
}
