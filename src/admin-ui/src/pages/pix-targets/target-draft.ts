import type { Target, TargetKind, TargetWish } from '../../api/pix-targets.ts'

export const kinds = ['openimmo', 'fio', 'onoffice', 'propstack'] as const satisfies readonly TargetKind[]

/** What is typed; keys are empty until somebody types new ones. */
export interface TargetDraft {
  kind: TargetKind
  label: string
  texts: Record<TextField, string>
  image_format: 'jpg' | 'image/jpeg'
  image_title_characters: number
  headline_characters: number
  base_url: string
  keys: Record<KeyField, string>
}

export const textFields = [
  'provider_number',
  'company',
  'openimmo_anid',
  'technical_email',
  'contact_name',
  'contact_email',
  'contact_phone',
] as const
type TextField = (typeof textFields)[number]
export type KeyField = 'token' | 'secret' | 'api_key'

export const keyFields = {
  openimmo: [],
  fio: [],
  onoffice: ['token', 'secret'],
  propstack: ['api_key'],
} as const satisfies Record<TargetKind, readonly KeyField[]>

export const hasKeys = (kind: TargetKind) => keyFields[kind].length > 0

const noKeys = { token: '', secret: '', api_key: '' }

/** What portals take. */
const usual = { image_format: 'jpg', image_title_characters: 30, headline_characters: 60 } as const

export function draftOf(target: Target | undefined): TargetDraft {
  const config = target?.config ?? {}
  const textOf = (name: string) => (typeof config[name] === 'string' ? config[name] : '')
  const countOf = (name: 'image_title_characters' | 'headline_characters') =>
    typeof config[name] === 'number' ? config[name] : usual[name]
  return {
    kind: target?.kind ?? 'openimmo',
    label: target?.label ?? '',
    texts: Object.fromEntries(textFields.map((name) => [name, textOf(name)])) as Record<TextField, string>,
    image_format: config.image_format === 'image/jpeg' ? 'image/jpeg' : usual.image_format,
    image_title_characters: countOf('image_title_characters'),
    headline_characters: countOf('headline_characters'),
    base_url: textOf('base_url'),
    keys: noKeys,
  }
}

/** Keys of which nothing was typed are not named, and stay. */
export function wishOf(draft: TargetDraft): TargetWish {
  const { kind, keys } = draft
  const label = draft.label.trim()
  const crm = { base_url: draft.base_url.trim() || null }
  switch (kind) {
    case 'onoffice': {
      const { token, secret } = keys
      return { kind, label, config: crm, ...((token || secret) && { secret: { token, secret } }) }
    }
    case 'propstack':
      return { kind, label, config: crm, ...(keys.api_key && { secret: { api_key: keys.api_key } }) }
    case 'openimmo':
    case 'fio': {
      const { texts, image_format, image_title_characters, headline_characters } = draft
      const config = { ...texts, image_format, image_title_characters, headline_characters }
      return { kind, label, config }
    }
  }
}
