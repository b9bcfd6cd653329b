import type { z } from 'zod'
import { GatewayError } from '../errors.ts'
import type { Provider } from '../providers/provider.ts'
import { type SlotSettings, slotSettingsSchema } from './slot.ts'

type Providers = Readonly<Record<string, Provider>>

interface Problem {
  /** As in `chain.0.settings.strength`. */
  field: string
  says: string
}

/** Checks settings against the schema and each link of the chain against its provider; all problems at once. */
export function checkSlot(candidate: unknown, providers: Providers, knownTemplates: ReadonlySet<string>): SlotSettings {
  const parsed = slotSettingsSchema.safeParse(candidate)
  if (!parsed.success) throw refusal(problemsOf(parsed.error))
  const problems = [
    ...findChainProblems(parsed.data, providers),
    ...findTemplateProblems(parsed.data, providers, knownTemplates),
  ]
  if (problems.length > 0) throw refusal(problems)
  return parsed.data
}

function refusal(problems: Problem[]): GatewayError {
  const details = problems.map(({ field, says }) => `${field || 'body'}: ${says}`).join('; ')
  return new GatewayError('invalid_settings', details, { details })
}

function problemsOf(error: z.ZodError, prefix = ''): Problem[] {
  return error.issues.map((issue) => ({
    field: [prefix, ...issue.path.map(String)].filter(Boolean).join('.'),
    says: issue.message,
  }))
}

function findChainProblems({ chain }: SlotSettings, providers: Providers): Problem[] {
  return chain.flatMap((link, at): Problem[] => {
    const provider = Object.hasOwn(providers, link.provider) ? providers[link.provider] : undefined
    if (!provider)
      return [{ field: `chain.${at}.provider`, says: `must be one of ${Object.keys(providers).join(', ')}` }]
    const operation = Object.hasOwn(provider.operations, link.operation)
      ? provider.operations[link.operation]
      : undefined
    if (!operation) {
      return [{ field: `chain.${at}.operation`, says: `must be one of ${Object.keys(provider.operations).join(', ')}` }]
    }
    const parsed = operation.settings.safeParse(link.settings)
    return parsed.success ? [] : problemsOf(parsed.error, `chain.${at}.settings`)
  })
}

function findTemplateProblems(
  { chain, templates }: SlotSettings,
  providers: Providers,
  known: ReadonlySet<string>,
): Problem[] {
  const needed = new Set(
    chain.flatMap((link) => providers[link.provider]?.operations[link.operation]?.templateRoles ?? []),
  )
  const missing = [...needed].filter((role) => !Object.hasOwn(templates, role))
  const bound = Object.entries(templates)
  return [
    ...missing.map((role) => ({ field: `templates.${role}`, says: 'is needed by the operation' })),
    ...bound
      .filter(([role]) => !needed.has(role))
      .map(([role]) => ({ field: `templates.${role}`, says: 'is used by no operation of the chain' })),
    ...bound
      .filter(([, id]) => !known.has(id))
      .map(([role]) => ({ field: `templates.${role}`, says: 'is not the id of a template' })),
  ]
}
