import { Autocomplete, ColorInput, JsonInput, NativeSelect, Switch, Textarea, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFieldWords } from '../../../parts/field-words.ts'
import { useSetting } from '../editor-context.ts'
import classes from './form.module.css'
import { isNullable, type JsonSchema, kindOf } from './json-schema.ts'
import { NumberField } from './number-field.tsx'
import { RecordField } from './record-field.tsx'
import { RemoveField } from './remove-field.tsx'
import { SchemaGroup } from './schema-group.tsx'

interface SchemaFieldProps {
  path: string
  name: string
  schema: JsonSchema
  /** Only where it may be left out. */
  onRemove?: () => void
}

/** One setting, asked for as its schema wants it. */
export function SchemaField({ path, name, schema, onRemove }: SchemaFieldProps) {
  const { labelOf } = useFieldWords()
  const label = labelOf(name, schema)
  return (
    <div className={classes.field}>
      <div className={classes.input}>
        <Input path={path} name={name} schema={schema} label={label} />
      </div>
      {onRemove && <RemoveField label={label} onRemove={onRemove} />}
    </div>
  )
}

function Input({ path, name, schema, label }: { path: string; name: string; schema: JsonSchema; label: string }) {
  const { t } = useTranslation()
  const { helpOf, choiceOf } = useFieldWords()
  const { value, set, error, disabled } = useSetting<unknown>(path)
  const kind = kindOf(schema)
  const common = { label, description: helpOf(name, schema), error, disabled }
  const text = value === null || value === undefined ? '' : String(value)
  const fromText = (typed: string) => set(typed === '' && isNullable(schema) ? null : typed)

  if (kind.is === 'choice' && kind.isOpen)
    return <Autocomplete {...common} data={kind.options} value={text} onChange={fromText} />
  if (kind.is === 'choice') {
    // What is stored may no longer be among the choices; it is shown, and the gateway says what is wrong with it.
    const options = kind.options.includes(text) ? kind.options : [text, ...kind.options]
    return (
      <NativeSelect
        {...common}
        data={options.map((option) => ({
          value: option,
          label: option ? choiceOf(option) : t('slotEditor.form.choose'),
        }))}
        value={text}
        onChange={({ currentTarget }) => fromText(currentTarget.value)}
      />
    )
  }
  if (kind.is === 'flag')
    return <Switch {...common} checked={value === true} onChange={({ currentTarget }) => set(currentTarget.checked)} />
  if (kind.is === 'number') return <NumberField {...common} value={value} kind={kind} schema={schema} onChange={set} />
  if (kind.is === 'colour') return <ColorInput {...common} format="hex" value={text} onChange={fromText} />
  if (kind.is === 'text' && kind.isLong)
    return (
      <Textarea
        {...common}
        autosize
        minRows={2}
        value={text}
        onChange={({ currentTarget }) => fromText(currentTarget.value)}
      />
    )
  if (kind.is === 'text')
    return (
      <TextInput
        {...common}
        value={text}
        placeholder={schema.examples?.map(String).join(', ')}
        onChange={({ currentTarget }) => fromText(currentTarget.value)}
      />
    )
  if (kind.is === 'group')
    return (
      <fieldset className={classes.fieldset}>
        <legend>{label}</legend>
        <SchemaGroup path={path} schema={schema} />
      </fieldset>
    )
  if (kind.is === 'record') return <RecordField path={path} label={label} />
  return (
    <JsonInput
      {...common}
      autosize
      formatOnBlur
      value={typeof value === 'string' ? value : JSON.stringify(value, null, 2)}
      onChange={(typed) => set(parse(typed))}
    />
  )
}

/** While it is typed it is mostly no JSON yet. */
function parse(typed: string): unknown {
  try {
    return JSON.parse(typed)
  } catch {
    return typed
  }
}
