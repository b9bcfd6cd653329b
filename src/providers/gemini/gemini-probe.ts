import type { Catalogue } from '../catalogue/catalogue.ts'
import type { Probe } from '../provider.ts'
import { ProviderFailure } from '../provider-failure.ts'
import type { Package } from './package.ts'

const reasons: Readonly<Partial<Record<ProviderFailure['kind'], string>>> = {
  auth: 'does not take the key, or has no billing for it',
  quota_exhausted: 'takes the key, but its quota is used up',
  rate_limited: 'is asked too often at the moment',
  overloaded: 'is overloaded at the moment',
  network_unsent: 'cannot be reached',
}

/** Has every model that is not gone count the tokens of a word, which is free. */
export function createProbe({ countTokens, catalogue }: Pick<Package, 'countTokens'> & { catalogue: Catalogue }) {
  return async function probe(signal: AbortSignal): Promise<Probe> {
    const models = catalogue.requireProvider('gemini').models.filter((model) => !catalogue.isGone(model))
    const answers = await Promise.all(models.map(({ id }) => countTokens(id, signal).then(() => undefined, kindOf)))
    const known = models.filter((_, place) => answers[place] === undefined).map(({ id }) => id)
    const missing = models.filter((_, place) => answers[place] === 'model_gone').map(({ id }) => id)
    const worst = answers.find((kind) => kind !== undefined && kind !== 'model_gone')
    if (worst) return { isFine: false, says: reasons[worst] ?? `does not answer as it should (${worst})` }
    if (known.length === 0) return { isFine: false, says: 'knows none of the models: is this its address?' }
    const lacks = missing.length > 0 ? `, but not ${missing.join(', ')}` : ''
    return { isFine: true, says: `takes the key; it has ${known.join(', ')}${lacks}` }
  }
}

function kindOf(error: unknown): ProviderFailure['kind'] {
  if (error instanceof ProviderFailure) return error.kind
  throw error
}
