/** As in `chain.0.settings.model`. */
export type SettingsPath = string

type Branch = Record<string, unknown>

const isBranch = (value: unknown): value is Branch => typeof value === 'object' && value !== null

export function readAt(settings: unknown, path: SettingsPath): unknown {
  let value = settings
  for (const key of path.split('.')) value = isBranch(value) && Object.hasOwn(value, key) ? value[key] : undefined
  return value
}

/** A copy with another value there; undefined takes the key away. */
export function writeAt<Settings>(settings: Settings, path: SettingsPath, value: unknown): Settings {
  const [key = '', ...rest] = path.split('.')
  const inner = (settings as Branch)[key]
  const written = rest.length === 0 ? value : writeAt(isBranch(inner) ? inner : {}, rest.join('.'), value)
  if (Array.isArray(settings)) return settings.map((each, at) => (at === Number(key) ? written : each)) as Settings
  if (written !== undefined) return { ...settings, [key]: written }
  const { [key]: _gone, ...others } = settings as Branch
  return others as Settings
}
