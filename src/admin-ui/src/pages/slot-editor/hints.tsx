import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Said } from '../../parts/said.tsx'
import { useEditor } from './editor-context.ts'
import classes from './hints.module.css'

/** What follows from the saved settings and is easily overlooked, in sentences. */
export function Hints() {
  const { t } = useTranslation()
  const { slot } = useEditor()
  if (slot.remarks.length === 0) return null
  return (
    <div className={classes.hints}>
      <Text size="sm" fw={600}>
        {t('slotEditor.hints')}
      </Text>
      <ul>
        {slot.remarks.map((remark) => (
          <li key={remark.code}>
            <Said remark={remark} />
          </li>
        ))}
      </ul>
    </div>
  )
}
