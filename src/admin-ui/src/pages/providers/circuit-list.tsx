import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { ShownProvider } from '../../api/services.ts'
import { Caution } from '../../parts/caution.tsx'
import { useKnownWords } from '../../parts/known-words.ts'
import { useFormats } from '../../words/formats.ts'
import classes from './providers-page.module.css'

interface CircuitListProps {
  circuits: ShownProvider['circuits']
  isTesting: boolean
  /** Left out for those who may not. */
  onTry?(): void
}

/** Models that have failed of late: until when nobody calls them, and why. */
export function CircuitList({ circuits, isTesting, onTry }: CircuitListProps) {
  const { t } = useTranslation()
  const sayReason = useKnownWords('providers.reasons')
  const { time, number } = useFormats()
  if (circuits.length === 0) return null
  return (
    <ul className={classes.circuits}>
      {circuits.map(({ model, is_open: isOpen, open_until: until, failures, reason }) => (
        <li key={model}>
          <Caution isGrave={isOpen}>
            <b>{model || t('providers.allModels')}</b>{' '}
            {isOpen && until !== null
              ? t('providers.restsUntil', { time: time(until) })
              : t('providers.failed', { count: failures, number: number(failures) })}{' '}
            {reason !== null && sayReason(reason)}
            {isOpen && onTry && (
              <Button
                size="compact-sm"
                variant="default"
                mt={8}
                display="block"
                loading={isTesting}
                onClick={onTry}
                aria-label={t('providers.tryModel', { model })}
              >
                {t('providers.try')}
              </Button>
            )}
          </Caution>
        </li>
      ))}
    </ul>
  )
}
