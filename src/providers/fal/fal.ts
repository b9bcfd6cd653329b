import type { Model } from '../catalogue/catalogue.ts'
import { defineService } from '../define-service.ts'
import type { Provider } from '../provider.ts'
import type { ServiceOperation, ServiceTools } from '../service.ts'
import { priceOf } from './fal-price.ts'
import { createFalService, type FalConfig } from './fal-service.ts'
import { type FalSettings, falSettings, findFalProblems } from './fal-settings.ts'

/** Pictures by fal's queue, https://fal.ai/docs/documentation/model-apis/inference/queue */
export function createFal(config: FalConfig, tools: ServiceTools): Provider {
  const { obtain, cancel, probe } = createFalService(config, tools)
  const toOperation = (settings: ServiceOperation['settings']): ServiceOperation => ({
    settings,
    templateRoles: [],
    optionalRoles: 'any', // which of them the model has a place for is said when the slot is saved
    findProblems: findFalProblems,
    estimateUsd: (known: FalSettings, model: Model) => priceOf(model, known),
    obtain,
  })
  const operations = Object.fromEntries(
    Object.entries(falSettings).map(([name, settings]) => [name, toOperation(settings)]),
  )
  return defineService({ name: 'fal', apiKey: config.apiKey, keyName: 'FAL_KEY', operations, cancel, probe }, tools)
}
