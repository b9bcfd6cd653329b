import { findDetail } from '../problem.ts'
import type { CallFacts } from '../providers/provider.ts'
import { createRemarks, type Remark } from '../remark.ts'
import type { Providers } from './check-slot.ts'
import { hintSentences } from './hint-sentences.ts'
import { whyClosed } from './open-hours.ts'
import { type SlotSettings, slotSettingsSchema } from './slot.ts'

/** What a hint may know beside the settings. */
export interface HintContext {
  providers: Providers
  /** The gateway's window, where the slot has none of its own. */
  usualSyncSeconds: number
  retentionHours: number
  now: Date
}

/** One choice of a chain with what is known of its calls. */
interface Choice {
  name: string
  isLocal: boolean
  isSetUp: boolean
  facts: CallFacts
}

interface Seen extends HintContext {
  settings: SlotSettings
  choices: Choice[]
}

type Hint = (seen: Seen) => Remark | null

const { say } = createRemarks('hint', hintSentences)
const when = (isSo: boolean, hint: Remark) => (isSo ? hint : null)
const isPaid = ({ facts }: Choice) => facts.keyId !== undefined && facts.estimatedUsd !== 0
const isRemote = ({ isLocal }: Choice) => !isLocal

/** What follows from settings and is easily overlooked, each in a sentence. */
const hints: Record<string, Hint> = {
  closed: ({ settings, now }) => {
    const sentence = settings.enabled ? whyClosed(settings, now) : null
    return sentence === null ? null : findDetail(sentence)
  },
  png: ({ settings: { output } }) => when(output.format === 'png', say('png')),
  webp: ({ settings: { output } }) => when(output.format === 'webp', say('webp')),
  asyncAnswer: ({ settings: { responseMode } }) => when(responseMode === 'async', say('async_answer')),
  asyncTimeout: ({ settings: { responseMode, onTimeout } }) =>
    when(responseMode === 'async' && onTimeout !== 'fail', say('async_timeout', { onTimeout })),
  timeout: ({ settings: { responseMode, onTimeout }, choices }) =>
    when(responseMode === 'sync' && onTimeout === 'fail' && choices.some(isRemote), say('timeout')),
  window: ({ settings, usualSyncSeconds, choices }) => {
    const [first] = choices
    const window = settings.syncSeconds ?? usualSyncSeconds
    const usual = first?.facts.typicalSeconds
    if (settings.responseMode === 'async' || !first || usual === undefined || usual < window) return null
    return say('short_window', { window, usual, choice: first.name })
  },
  noKey: ({ choices }) => {
    const names = new Set(choices.filter(({ isSetUp }) => !isSetUp).map(({ name }) => name.split(' ')[0]))
    return when(names.size > 0, say('no_key', { providers: [...names].join(', ') }))
  },
  paidEnd: ({ choices }) => {
    const last = choices.at(-1)
    return last && isPaid(last) ? say('paid_end', { choice: last.name }) : null
  },
  budget: ({ settings: { dailyBudgetUsd, monthlyBudgetUsd }, choices }) =>
    when(dailyBudgetUsd === null && monthlyBudgetUsd === null && choices.some(isPaid), say('no_budget')),
  openAndPaid: ({ settings: { access }, choices }) =>
    when(access === 'open' && choices.some(isPaid), say('open_and_paid')),
  twice: ({ settings: { onUnknownOutcome }, choices }) =>
    when(onUnknownOutcome === 'again' && choices.some(isPaid), say('paid_twice')),
  privacy: ({ settings: { keepOriginal }, retentionHours }) =>
    when(keepOriginal, say('originals_kept', { hours: retentionHours })),
}

/** Settings that do not fit have other troubles: nothing is said of them. */
export function findHints(stored: unknown, context: HintContext): Remark[] {
  const { data: settings } = slotSettingsSchema.safeParse(stored)
  if (!settings) return []
  const choices = settings.chain.map((link) => lookAt(link, context.providers))
  return Object.values(hints).flatMap((hint) => hint({ ...context, settings, choices }) ?? [])
}

function lookAt({ provider: name, operation, settings }: SlotSettings['chain'][number], providers: Providers): Choice {
  const provider = Object.hasOwn(providers, name) ? providers[name] : undefined
  const facts = provider ? factsOf(provider, operation, settings) : {}
  return {
    name: facts.model ? `${name} ${facts.model}` : name,
    isLocal: provider?.isLocal ?? false,
    isSetUp: provider?.isSetUp ?? true,
    facts,
  }
}

/** A model that has left the catalogue is the problem of the settings, and said there. */
function factsOf(provider: Providers[string], operation: string, settings: unknown): CallFacts {
  try {
    return provider.describe?.(operation, settings) ?? {}
  } catch {
    return {}
  }
}
