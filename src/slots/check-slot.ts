import type { z } from 'zod'
import { GatewayError } from '../errors.ts'
import { mayTake } from '../providers/define-service.ts'
import type { Provider } from '../providers/provider.ts'
import { neverOpens } from './open-hours.ts'
import { saySetting } from './say-setting.ts'
import { type SlotSettings, slotSettingsSchema } from './slot.ts'

export type Providers = Readonly<Record<string, Provider>>

export interface Problem {
  /** As in `chain.0.settings.strength`. */
  field: string
  says: string
}

type Link = SlotSettings['chain'][number]

/** Laid over every result, see `output.frame`. */
const frameRole = 'frame'

/** A stranger's key may be as long as the body. */
const mostDetailsLength = 2000

/**
 * Checks settings against the schema and each link of the chain against its provider; all problems at once. `at` is
 * where the settings stand in what was sent.
 */
export function checkSlot(
  candidate: unknown,
  providers: Providers,
  knownTemplates: ReadonlySet<string>,
  at: readonly string[] = [],
): SlotSettings {
  const { settings, problems } = examine(candidate, providers)
  if (settings) {
    problems.push(...findUnknownTemplates(settings, knownTemplates), ...findUnstorable(settings))
    problems.push(...findProblemsOfToday(settings, providers))
  }
  if (!settings || problems.length > 0) {
    throw refusal(problems.map(({ field, says }) => ({ field: [...at, field].filter(Boolean).join('.'), says })))
  }
  return settings
}

/** Why stored settings cannot work with this version of the code; null when they can. */
export function findProblem(stored: unknown, providers: Providers): string | null {
  const { problems } = examine(stored, providers)
  return problems.length > 0 ? sentenceOf(problems) : null
}

export function refusal(problems: Problem[]): GatewayError {
  const details = sentenceOf(problems)
  return new GatewayError('invalid_settings', details, { details })
}

const sentenceOf = (problems: Problem[]) =>
  problems
    .map(({ field, says }) => `${field || 'body'}: ${says}`)
    .join('; ')
    .slice(0, mostDetailsLength)

function examine(candidate: unknown, providers: Providers): { settings?: SlotSettings; problems: Problem[] } {
  const parsed = slotSettingsSchema.safeParse(candidate, { error: saySetting })
  if (!parsed.success) return { problems: problemsOf(parsed.error) }
  const settings = parsed.data
  const problems = [
    ...settings.chain.flatMap((link, at) => findLinkProblems(link, `chain.${at}`, providers)),
    ...findHoursProblems(settings),
    ...findFrameProblems(settings),
    ...findFallbackProblems(settings, providers),
    ...findRoleProblems(settings, providers),
  ]
  return { settings, problems }
}

/** What is answered when the window is over must not need anybody else's machine. */
function findFallbackProblems({ onTimeout, fallback }: SlotSettings, providers: Providers): Problem[] {
  if (onTimeout !== 'fallback') {
    return fallback ? [{ field: 'fallback', says: 'must be null unless onTimeout is fallback' }] : []
  }
  if (!fallback) return [{ field: 'fallback', says: 'is needed when onTimeout is fallback' }]
  const problems = findLinkProblems(fallback, 'fallback', providers)
  if (problems.length > 0 || own(providers, fallback.provider)?.isLocal) return problems
  return [{ field: 'fallback.provider', says: 'must work on this machine' }]
}

function problemsOf(error: z.ZodError, prefix = ''): Problem[] {
  const fieldAt = (path: readonly PropertyKey[]) => [prefix, ...path.map(String)].filter(Boolean).join('.')
  const problems = error.issues.flatMap((issue): Problem[] =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ field: fieldAt([...issue.path, key]), says: 'is not a known setting' }))
      : [{ field: fieldAt(issue.path), says: issue.message }],
  )
  // One is enough of each: what is no list at all need not also be told how long a list may be.
  return problems.filter(({ field }, at) => problems.findIndex((other) => other.field === field) === at)
}

// Not by index alone: `constructor` is a key of every object.
const own = <Value>(record: Readonly<Record<string, Value>>, key: string): Value | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined

function findLinkProblems(link: Link, field: string, providers: Providers): Problem[] {
  const oneOf = (record: object) => `must be one of ${Object.keys(record).join(', ')}`
  const provider = own(providers, link.provider)
  if (!provider) return [{ field: `${field}.provider`, says: oneOf(providers) }]
  const operation = own(provider.operations, link.operation)
  if (!operation) return [{ field: `${field}.operation`, says: oneOf(provider.operations) }]
  const parsed = operation.settings.safeParse(link.settings, { error: saySetting })
  return parsed.success ? [] : problemsOf(parsed.error, `${field}.settings`)
}

/** What a model takes, and whether it still lives: true when a slot is saved, and perhaps no more when a photo comes. */
function findProblemsOfToday({ chain, templates }: SlotSettings, providers: Providers): Problem[] {
  const roles = Object.keys(templates)
  return chain.flatMap(({ provider, operation, settings }, at) => {
    const found = operationOf({ provider, operation }, providers)?.findProblems?.(settings, roles) ?? []
    return found.map(({ field, says }) => ({ field: `chain.${at}.settings.${field}`, says }))
  })
}

function findHoursProblems(settings: SlotSettings): Problem[] {
  return neverOpens(settings) ? [{ field: 'openUntil', says: 'must be later than openFrom' }] : []
}

function findFrameProblems({ output, templates }: SlotSettings): Problem[] {
  if (!output.frame || Object.hasOwn(templates, frameRole)) return []
  return [{ field: `templates.${frameRole}`, says: 'is needed by output.frame' }]
}

function operationOf({ provider, operation }: Pick<Link, 'provider' | 'operation'>, providers: Providers) {
  const found = own(providers, provider)
  return found && own(found.operations, operation)
}

function findRoleProblems({ chain, fallback, output, templates }: SlotSettings, providers: Providers): Problem[] {
  const operations = [...chain, ...(fallback ? [fallback] : [])].flatMap((link) => operationOf(link, providers) ?? [])
  const needed = [...new Set(operations.flatMap(({ templateRoles }) => templateRoles))]
  const isUsed = (role: string) =>
    needed.includes(role) ||
    (role === frameRole && output.frame !== null) ||
    operations.some(({ optionalRoles }) => mayTake(optionalRoles, role))
  const missing = needed.filter((role) => !Object.hasOwn(templates, role))
  const useless = Object.keys(templates).filter((role) => !isUsed(role))
  return [
    ...missing.map((role) => ({ field: `templates.${role}`, says: 'is needed by an operation of this slot' })),
    ...useless.map((role) => ({ field: `templates.${role}`, says: 'is used by no operation of this slot' })),
  ]
}

function findUnknownTemplates({ templates }: SlotSettings, known: ReadonlySet<string>): Problem[] {
  return Object.entries(templates)
    .filter(([, id]) => !known.has(id))
    .map(([role]) => ({ field: `templates.${role}`, says: 'is not the id of a template' }))
}

/** PostgreSQL's jsonb takes neither NUL nor half of a surrogate pair. */
function findUnstorable(value: unknown, path: string[] = []): Problem[] {
  if (typeof value === 'string') {
    const isStorable = value.isWellFormed() && !value.includes('\0')
    return isStorable ? [] : [{ field: path.join('.'), says: 'has a character that cannot be stored' }]
  }
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => [
    ...findUnstorable(key, path),
    ...findUnstorable(inner, [...path, key]),
  ])
}
