import { Button } from '@mantine/core'
import { Plus } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useFieldWords } from '../../../parts/field-words.ts'
import { useEditor, useSetting } from '../editor-context.ts'
import classes from './form.module.css'
import { firstValueOf, type JsonSchema } from './json-schema.ts'
import { SchemaField } from './schema-field.tsx'

interface SchemaGroupProps {
  path: string
  schema: JsonSchema
  /** Are asked for elsewhere. */
  without?: readonly string[]
}

/** All fields of an object; those that may be left out can be put in and taken out. */
export function SchemaGroup({ path, schema, without = [] }: SchemaGroupProps) {
  const { t } = useTranslation()
  const { mayChange } = useEditor()
  const { value, set, error } = useSetting<Record<string, unknown> | undefined>(path)
  const { labelOf } = useFieldWords()
  const { properties = {}, required = [] } = schema
  const fields = Object.entries(properties).filter(([name]) => !without.includes(name))
  const isThere = (name: string) => required.includes(name) || value?.[name] !== undefined
  const missing = fields.filter(([name]) => !isThere(name))
  // An older version may have saved what no form asks for.
  const unknown = Object.keys(value ?? {}).filter((name) => !Object.hasOwn(properties, name) && !without.includes(name))
  const take = (name: string) => {
    const { [name]: _gone, ...rest } = value ?? {}
    set(rest)
  }
  return (
    <div className={classes.group}>
      {error && <p className={classes.error}>{error}</p>}
      {fields
        .filter(([name]) => isThere(name))
        .map(([name, inner]) => (
          <SchemaField
            key={name}
            path={`${path}.${name}`}
            name={name}
            schema={inner}
            {...(!required.includes(name) && mayChange && { onRemove: () => take(name) })}
          />
        ))}
      {unknown.map((name) => (
        <SchemaField
          key={name}
          path={`${path}.${name}`}
          name={name}
          schema={{}}
          {...(mayChange && { onRemove: () => take(name) })}
        />
      ))}
      {missing.length > 0 && mayChange && (
        <div className={classes.more}>
          {missing.map(([name, inner]) => (
            <Button
              key={name}
              size="compact-sm"
              variant="default"
              radius="xl"
              leftSection={<Plus size={14} aria-hidden />}
              aria-label={t('slotEditor.form.add', { field: labelOf(name, inner) })}
              onClick={() => set({ ...value, [name]: firstValueOf(inner) })}
            >
              {labelOf(name, inner)}
            </Button>
          ))}
        </div>
      )}
    </div>
  )
}
