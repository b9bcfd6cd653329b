import { createContext, useContext } from 'react'
import type { Slot, SlotSettings } from '../../api/client.ts'
import type { Provider } from '../../api/providers.ts'
import { isWithin, type Problems } from './draft/problems.ts'
import { readAt, type SettingsPath, writeAt } from './draft/settings-path.ts'

export interface Editor {
  slot: Slot
  providers: readonly Provider[]
  settings: SlotSettings
  /** As saved. */
  saved: SlotSettings
  mayChange: boolean
  mayTest: boolean
  problems: Problems
  change(edit: (settings: SlotSettings) => SlotSettings): void
  /** It was put right, or at least touched. */
  forgetProblems(path: SettingsPath): void
}

const EditorContext = createContext<Editor | null>(null)
export const EditorProvider = EditorContext.Provider

export function useEditor(): Editor {
  const editor = useContext(EditorContext)
  if (!editor) throw new Error('outside a slot editor')
  return editor
}

/** One setting by its path: what is typed, and what the gateway said of it. */
export function useSetting<Value>(path: SettingsPath) {
  const { settings, mayChange, problems, change, forgetProblems } = useEditor()
  return {
    value: readAt(settings, path) as Value,
    error: problems[path],
    disabled: !mayChange,
    set(value: Value | undefined) {
      change((settings) => writeAt(settings, path, value))
      forgetProblems(path)
    },
  }
}

/** Of a whole part, for what has no field of its own. */
export function useProblemsWithin(path: SettingsPath): string[] {
  const { problems } = useEditor()
  return Object.entries(problems).flatMap(([field, says]) => (isWithin(field, path) ? [says] : []))
}
