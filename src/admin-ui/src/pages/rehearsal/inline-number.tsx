import { NumberInput } from '@mantine/core'

interface InlineNumberProps {
  /** Heard, not seen: the sentence around it says it. */
  label: string
  min: number
  max: number
  decimals: number
  value: number | ''
  onChange(value: number | ''): void
}

/** A number in a sentence. */
export function InlineNumber({ label, min, max, decimals, value, onChange }: InlineNumberProps) {
  return (
    <NumberInput
      aria-label={label}
      w={76}
      min={min}
      max={max}
      decimalScale={decimals}
      allowNegative={false}
      clampBehavior="blur"
      value={value}
      onChange={(typed) => onChange(typed === '' ? '' : Number(typed))}
    />
  )
}
