import type { CallFacts } from '../providers/provider.ts'
import type { Providers } from './check-slot.ts'
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

type Hint = (seen: Seen) => string | null

const when = (isSo: boolean, sentence: string) => (isSo ? sentence : null)
const isPaid = ({ facts }: Choice) => facts.keyId !== undefined && facts.estimatedUsd !== 0
const isRemote = ({ isLocal }: Choice) => !isLocal

/** What follows from settings and is easily overlooked, each in a sentence. */
const hints: Record<string, Hint> = {
  closed: ({ settings, now }) => (settings.enabled ? whyClosed(settings, now) : null),
  png: ({ settings: { output } }) => when(output.format === 'png', 'Results will be PNG: about five times larger.'),
  webp: ({ settings: { output } }) =>
    when(output.format === 'webp', 'Results will be WebP: not every photo or print program opens it.'),
  asyncAnswer: ({ settings: { responseMode } }) =>
    when(responseMode === 'async', 'responseMode is async: DSLR Remote Pro gets a link, not a picture.'),
  asyncTimeout: ({ settings: { responseMode, onTimeout } }) =>
    when(responseMode === 'async' && onTimeout !== 'fail', `onTimeout is ${onTimeout}: it has no effect on async.`),
  timeout: ({ settings: { responseMode, onTimeout }, choices }) =>
    when(
      responseMode === 'sync' && onTimeout === 'fail' && choices.some(isRemote),
      'onTimeout is fail: guests get no picture when the service is slow.',
    ),
  window: ({ settings, usualSyncSeconds, choices }) => {
    const [first] = choices
    const window = settings.syncSeconds ?? usualSyncSeconds
    const usual = first?.facts.typicalSeconds
    if (settings.responseMode === 'async' || !first || usual === undefined || usual < window) return null
    return `The window of ${window} s is shorter than the ${usual} s that ${first.name} usually takes.`
  },
  noKey: ({ choices }) => {
    const names = new Set(choices.filter(({ isSetUp }) => !isSetUp).map(({ name }) => name.split(' ')[0]))
    return when(names.size > 0, `There is no key yet for ${[...names].join(', ')}: every call will fail.`)
  },
  paidEnd: ({ choices }) => {
    const last = choices.at(-1)
    return last && isPaid(last)
      ? `The chain ends with ${last.name}, which is paid: when it fails, there is no picture. A last choice of studio costs nothing.`
      : null
  },
  budget: ({ settings: { dailyBudgetUsd, monthlyBudgetUsd }, choices }) =>
    when(
      dailyBudgetUsd === null && monthlyBudgetUsd === null && choices.some(isPaid),
      'There is no budget: what this slot may spend is not limited.',
    ),
  openAndPaid: ({ settings: { access }, choices }) =>
    when(access === 'open' && choices.some(isPaid), 'access is open: everybody who knows the address spends money.'),
  twice: ({ settings: { onUnknownOutcome }, choices }) =>
    when(
      onUnknownOutcome === 'again' && choices.some(isPaid),
      'onUnknownOutcome is again: a photo may be charged twice.',
    ),
  privacy: ({ settings: { keepOriginal }, retentionHours }) =>
    when(
      keepOriginal,
      `keepOriginal is on: the photos of guests are kept as long as their pictures, ${retentionHours} h.`,
    ),
}

/** Settings that do not fit have other troubles: nothing is said of them. */
export function findHints(stored: unknown, context: HintContext): string[] {
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
