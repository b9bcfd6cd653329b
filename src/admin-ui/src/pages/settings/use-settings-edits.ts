import { useState } from 'react'
import type { Settings, SettingsPatch } from '../../api/settings.ts'

export type Field = 'sync_seconds' | 'retention_hours' | 'public_base_url' | 'locale'
/** As the fields of the form hold them; what was emptied is ''. */
export type Values = { [F in Field]: F extends 'public_base_url' ? string : Settings[F] | '' }

const fields: readonly Field[] = ['sync_seconds', 'retention_hours', 'public_base_url', 'locale']

/** An address that the environment gives is not a person's, and shown as what holds without one. */
const valuesOf = (settings: Settings): Values => ({
  sync_seconds: settings.sync_seconds,
  retention_hours: settings.retention_hours,
  public_base_url: settings.public_base_url_source === 'person' ? (settings.public_base_url ?? '') : '',
  locale: settings.locale,
})

/** What was typed and not saved; all else is what the gateway says, also when somebody changes it meanwhile. */
export function useSettingsEdits(settings: Settings) {
  const [edits, setEdits] = useState<Partial<Values>>({})
  /** As everything was when the first of the edits was made. */
  const [seen, setSeen] = useState(settings)
  const current = valuesOf(settings)
  const edited = fields.filter((field) => edits[field] !== undefined && edits[field] !== current[field])
  const basis = edited.length > 0 ? seen : settings
  const before = valuesOf(basis)

  function patch(): SettingsPatch {
    const wanted = Object.fromEntries(edited.map((field) => [field, edits[field]]))
    return { ...wanted, ...(wanted.public_base_url === '' && { public_base_url: null }) }
  }

  return {
    values: { ...current, ...edits } as Values,
    edited,
    revision: basis.revision,
    /** What somebody else has changed since the first edit. */
    changedByOthers: fields.flatMap((field) =>
      before[field] === current[field] ? [] : [{ field, from: before[field], to: current[field] }],
    ),
    /** Do these say the same as those that were seen, apart from what is not on the form? */
    isAsSeen: (fresh: Settings) => JSON.stringify(valuesOf(fresh)) === JSON.stringify(before),
    patch,
    edit<F extends Field>(field: F, value: Values[F]): void {
      if (edited.length === 0) setSeen(settings)
      setEdits((edits) => ({ ...edits, [field]: value }))
    },
    drop: () => setEdits({}),
    /** That is saved now; what was typed since it was sent stays. */
    settle(sent: SettingsPatch, saved: Settings): void {
      setSeen(saved)
      setEdits((edits) =>
        Object.fromEntries(Object.entries(edits).filter(([field, value]) => (sent[field as Field] ?? '') !== value)),
      )
    },
  }
}

export type SettingsEdits = ReturnType<typeof useSettingsEdits>
