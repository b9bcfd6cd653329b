import { Text } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { CopyButton } from './copy-button.tsx'
import classes from './shown-once.module.css'

/** A secret at the only time that anybody sees it. */
export function ShownOnce({ label, secret, help }: { label: string; secret: string; help?: string }) {
  const { t } = useTranslation()
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => place.current?.focus(), [])
  return (
    <div ref={place} tabIndex={-1} className={classes.place} role="status">
      <Text fw={600}>{label}</Text>
      <div className={classes.line}>
        <code className={classes.secret}>{secret}</code>
        <CopyButton text={secret} label={label} />
      </div>
      <Text size="sm" c="dimmed">
        {help ?? t('parts.shownOnce')}
      </Text>
    </div>
  )
}
