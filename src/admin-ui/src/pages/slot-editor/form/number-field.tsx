import { Input, NumberInput, Slider } from '@mantine/core'
import { useId } from 'react'
import classes from './form.module.css'
import { isNullable, type JsonSchema } from './json-schema.ts'

interface NumberFieldProps {
  label: string
  description: string | null
  error: string | undefined
  disabled: boolean
  value: unknown
  kind: { isWhole: boolean; range: { from: number; to: number } | null }
  schema: JsonSchema
  onChange(value: unknown): void
}

const finestSteps = 100

/** A slider where both ends are known, with the number beside it; else the number alone. */
export function NumberField({ label, description, error, disabled, value, kind, schema, onChange }: NumberFieldProps) {
  const id = useId()
  const { range, isWhole } = kind
  const number = typeof value === 'number' ? value : ''
  const step = isWhole || !range || range.to - range.from >= finestSteps ? 1 : (range.to - range.from) / finestSteps
  const plain = {
    value: number,
    disabled,
    step,
    allowDecimal: !isWhole,
    // An emptied field is no zero: the gateway says that it is missing.
    onChange: (typed: number | string) => onChange(typed === '' && isNullable(schema) ? null : typed),
    ...(schema.minimum !== undefined && { min: schema.minimum }),
    ...(schema.maximum !== undefined && { max: schema.maximum }),
    clampBehavior: 'none' as const,
  }
  if (!range) return <NumberInput label={label} description={description} error={error} {...plain} />
  return (
    <Input.Wrapper id={id} label={label} description={description} error={error}>
      <div className={classes.slider}>
        <Slider
          value={number === '' ? range.from : number}
          min={range.from}
          max={range.to}
          step={step}
          label={null}
          disabled={disabled}
          thumbLabel={label}
          onChange={onChange}
        />
        <NumberInput id={id} hideControls aria-invalid={error !== undefined} {...plain} />
      </div>
    </Input.Wrapper>
  )
}
