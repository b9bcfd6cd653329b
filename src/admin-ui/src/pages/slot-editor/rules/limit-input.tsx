import { NumberInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useSetting } from '../editor-context.ts'

interface LimitInputProps {
  path: string
  label: string
  help?: string
  /** What it is when nothing is typed. */
  empty?: string
  isMoney?: boolean
  /** Nothing at all is no answer. */
  isNeeded?: boolean
}

/** A number that may be missing. */
export function LimitInput({ path, label, help, empty, isMoney = false, isNeeded = false }: LimitInputProps) {
  const { t } = useTranslation()
  const { value, error, disabled, set } = useSetting<number | null>(path)
  return (
    <NumberInput
      label={label}
      description={help}
      placeholder={empty ?? t('slotEditor.form.none')}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      value={value ?? ''}
      error={error}
      disabled={disabled}
      allowDecimal={isMoney}
      clampBehavior="none"
      {...(isMoney && { prefix: '$' })}
      onChange={(typed) => set(typed === '' ? (isNeeded ? 0 : null) : (typed as number))}
    />
  )
}
