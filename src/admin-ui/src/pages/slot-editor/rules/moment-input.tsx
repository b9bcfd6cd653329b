import { TextInput } from '@mantine/core'
import { useSetting } from '../editor-context.ts'

/** A moment in this device's own time; empty: none. */
export function MomentInput({ path, label }: { path: string; label: string }) {
  const { value, error, disabled, set } = useSetting<string | null>(path)
  return (
    <TextInput
      type="datetime-local"
      label={label}
      value={value === null ? '' : localOf(value)}
      error={error}
      disabled={disabled}
      onChange={({ currentTarget }) => {
        const at = new Date(currentTarget.value)
        set(Number.isNaN(at.getTime()) ? null : at.toISOString().replace('.000Z', 'Z'))
      }}
    />
  )
}

/** As the browser's field wants it: `2026-11-21T19:00`, without a zone. */
function localOf(iso: string): string {
  const at = new Date(iso)
  if (Number.isNaN(at.getTime())) return ''
  const local = new Date(at.getTime() - at.getTimezoneOffset() * 60_000)
  return local.toISOString().slice(0, 16)
}
