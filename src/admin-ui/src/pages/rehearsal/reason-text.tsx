import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Reason } from '../../api/rehearsals.ts'
import type { Remark } from '../../api/remark.ts'
import { Said } from '../../parts/said.tsx'
import classes from './reason-text.module.css'
import { useSlotName } from './use-slot-name.ts'

const asItCame = (text: string) => ({ code: null, params: {}, text })

/** What gives way, and what to do. */
export function ReasonText({ reason, isHarmless = false }: { reason: Reason; isHarmless?: boolean }) {
  const { t } = useTranslation()
  const nameOf = useSlotName()
  const { link, service, slot, shots } = reason
  const about = service ?? (slot === null ? null : nameOf(slot))
  const withName = (remark: Remark): Remark =>
    slot !== null && remark.params.slot === slot
      ? { ...remark, params: { ...remark.params, slot: nameOf(slot) } }
      : remark
  // Reports of older versions have their sentences alone.
  const says = reason.remark ? withName(reason.remark) : asItCame(reason.says)
  const advice = reason.advice_remarks?.map(withName) ?? [asItCame(reason.advice)]
  return (
    <div className={classes.reason}>
      <Text fw={600} size="lg">
        {[t(`rehearsal.links.${link}`), about].filter(Boolean).join(': ')}
      </Text>
      <Text>
        <Said remark={says} />
      </Text>
      {!isHarmless && (
        <Text>
          {advice.map((remark) => (
            <span key={remark.text}>
              <Said remark={remark} />{' '}
            </span>
          ))}
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
