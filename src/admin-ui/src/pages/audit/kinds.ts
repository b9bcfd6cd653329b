import type { More } from '../../words/en-more.ts'

type Kinds = More['audit']['kinds']
export type Thing = keyof Kinds
export type Kind = { [T in Thing]: `${T}.${Extract<keyof Kinds[T], string>}` }[Thing]

/** What can be looked for: each thing, with what may happen to it. */
export const kinds = {
  slot: ['created', 'saved', 'password_changed', 'removed'],
  template: ['added', 'renamed', 'rebound', 'removed'],
  job: ['retried', 'cancelled'],
  result: ['deleted'],
  gallery: ['opened', 'stopped'],
  test_run: ['started'],
  rehearsal: ['started', 'stopped'],
  settings: ['changed'],
  ingest_password: ['changed'],
  provider: ['limits_changed', 'rests_ended'],
  provider_key: ['changed'],
  queue: ['paused', 'resumed'],
  cleaner: ['run'],
  webhook: ['created', 'changed', 'secret_rotated', 'tested', 'replayed', 'deleted'],
  pix_job: ['created', 'changed', 'orchestrator_run', 'text_written'],
  pix_shoot: ['created', 'changed'],
  pix_image: [
    'delivered',
    'excluded',
    'included',
    'retried',
    'room_set',
    'privacy_cleared',
    'privacy_flagged',
    'edit_requested',
    'segmented',
    'best_version_chosen',
    'caption_written',
  ],
  pix_upload: ['begun'],
  editor_token: ['created', 'revoked'],
  pix_gallery: ['released', 'withdrawn', 'link_renewed'],
  pix_mail: ['retried'],
  pix_target: ['created', 'changed', 'deleted'],
  pix_export: ['requested'],
  person: ['created', 'changed', 'password_changed', 'signed_out', 'deleted'],
  session: ['revoked'],
  token: ['created', 'revoked'],
} as const satisfies { [T in Thing]: readonly (keyof Kinds[T])[] }

const names: ReadonlySet<string> = new Set(
  Object.entries(kinds).flatMap(([thing, events]) => events.map((event) => `${thing}.${event}`)),
)

export const isKind = (what: string): what is Kind => names.has(what)
