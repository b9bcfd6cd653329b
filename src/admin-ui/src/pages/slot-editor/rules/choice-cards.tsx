import { Radio } from '@mantine/core'
import { useSetting } from '../editor-context.ts'
import classes from './choice-cards.module.css'

interface ChoiceCardsProps<Value extends string> {
  label: string
  options: readonly { value: Value; title: string; text: string }[]
  value: Value
  error?: string | undefined
  disabled: boolean
  onChange(value: Value): void
}

/** Some ways, each with what the guest would see of it. */
export function ChoiceCards<Value extends string>(props: ChoiceCardsProps<Value>) {
  const { label, options, value, error, disabled, onChange } = props
  return (
    <Radio.Group label={label} value={value} error={error} onChange={(chosen) => onChange(chosen as Value)}>
      <div className={classes.grid}>
        {options.map((option) => (
          <Radio.Card key={option.value} value={option.value} disabled={disabled} className={classes.card ?? ''}>
            <Radio.Indicator disabled={disabled} />
            <span>
              <strong>{option.title}</strong>
              <span className={classes.text}>{option.text}</span>
            </span>
          </Radio.Card>
        ))}
      </div>
    </Radio.Group>
  )
}

/** The same for a setting by its path. */
export function SettingCards<Value extends string>({
  path,
  ...rest
}: Pick<ChoiceCardsProps<Value>, 'label' | 'options'> & { path: string }) {
  const { value, error, disabled, set } = useSetting<Value>(path)
  return (
    <ChoiceCards {...rest} value={value} error={error} disabled={disabled} onChange={(chosen: Value) => set(chosen)} />
  )
}
