import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSetting } from '../editor-context.ts'
import classes from './form.module.css'
import { RemoveField } from './remove-field.tsx'

type Scalar = string | number | boolean

/** Settings that the gateway knows no names of: each with its name and its value, which may be a number, true or false. */
export function RecordField({ path, label }: { path: string; label: string }) {
  const { t } = useTranslation()
  const { value, set, error, disabled } = useSetting<Record<string, Scalar> | undefined>(path)
  const [name, setName] = useState('')
  const entries = Object.entries(value ?? {})
  return (
    <fieldset className={classes.fieldset}>
      <legend>{label}</legend>
      {error && <p className={classes.error}>{error}</p>}
      {entries.map(([key, inner]) => (
        <div key={key} className={classes.field}>
          <Entry
            path={`${path}.${key}`}
            label={key}
            value={inner}
            onChange={(typed) => set({ ...value, [key]: typed })}
          />
          {!disabled && (
            <RemoveField
              label={key}
              onRemove={() => set(Object.fromEntries(entries.filter(([other]) => other !== key)))}
            />
          )}
        </div>
      ))}
      {!disabled && (
        <div className={classes.newEntry}>
          <TextInput
            aria-label={t('slotEditor.form.key')}
            placeholder={t('slotEditor.form.key')}
            value={name}
            onChange={({ currentTarget }) => setName(currentTarget.value)}
          />
          <Button
            variant="default"
            disabled={name.trim() === ''}
            onClick={() => {
              set({ ...value, [name.trim()]: '' })
              setName('')
            }}
          >
            {t('slotEditor.form.addEntry')}
          </Button>
        </div>
      )}
    </fieldset>
  )
}

interface EntryProps {
  path: string
  label: string
  value: Scalar
  onChange(value: Scalar): void
}

function Entry({ path, label, value, onChange }: EntryProps) {
  const { error, disabled } = useSetting(path)
  // As it is typed: "1." is on its way to become a number.
  const [typed, setTyped] = useState(String(value))
  const shown = scalarOf(typed) === value ? typed : String(value)
  return (
    <TextInput
      className={classes.input ?? ''}
      label={label}
      value={shown}
      error={error}
      disabled={disabled}
      onChange={({ currentTarget }) => {
        setTyped(currentTarget.value)
        onChange(scalarOf(currentTarget.value))
      }}
    />
  )
}

function scalarOf(typed: string): Scalar {
  if (typed === 'true' || typed === 'false') return typed === 'true'
  return typed.trim() !== '' && Number.isFinite(Number(typed)) ? Number(typed) : typed
}
