import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useEditor } from './editor-context.ts'
import classes from './hints.module.css'

/** What follows from the saved settings and is easily overlooked, in the gateway's own sentences. */
export function Hints() {
  const { t } = useTranslation()
  const { slot } = useEditor()
  if (slot.hints.length === 0) return null
  return (
    <div className={classes.hints}>
      <Text size="sm" fw={600}>
        {t('slotEditor.hints')}
      </Text>
      <ul lang="en">
        {slot.hints.map((hint) => (
          <li key={hint}>{hint}</li>
        ))}
      </ul>
    </div>
  )
}
