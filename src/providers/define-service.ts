import { createHash } from 'node:crypto'
import { GatewayError } from '../errors.ts'
import { requireFrame } from '../media/overlay-frame.ts'
import type { Workspace } from '../media/scratch.ts'
import type { Model } from './catalogue/catalogue.ts'
import { defineOperation, defineProvider } from './define-provider.ts'
import { formOf } from './model-form.ts'
import { normalisePicture } from './normalise-picture.ts'
import { prepareImage } from './prepare-image.ts'
import type { EditRequest, Operation, Provider, SettingsProblem, SourceImage } from './provider.ts'
import { ProviderFailure } from './provider-failure.ts'
import type { Order, PreparedImage, ServiceDefinition, ServiceOperation, ServiceTools } from './service.ts'

/** Templates that the gateway itself lays over or behind the photo; no service ever sees them. */
const keptHere: ReadonlySet<string> = new Set(['frame', 'background'])

/** Does an operation with these optional roles take a template of this role? */
export function mayTake(optionalRoles: readonly string[] | 'any' | undefined, role: string): boolean {
  return optionalRoles === 'any' ? !keptHere.has(role) : (optionalRoles?.includes(role) ?? false)
}

/** Read as words with numbers in them: template_2 comes before template_10. */
const { compare: byRole } = new Intl.Collator('en', { numeric: true })

type Pictures = Pick<Order, 'photo' | 'templates'>

/** Of work that is only to be fetched: it needs no pictures, and making them takes time that the guest does not have. */
function orderToFetch(rest: Omit<Order, keyof Pictures>): Order {
  return {
    ...rest,
    templates: [],
    get photo(): never {
      throw new Error('work that is fetched has no photo')
    },
  }
}

/** The pictures in the form in which the model takes them. */
async function preparePictures(
  { photo, templates }: Omit<EditRequest, 'operation' | 'settings'>,
  takes: (role: string) => boolean,
  model: Model,
  workspace: Workspace,
  signal: AbortSignal,
): Promise<Pictures> {
  const prepare = (role: string, source: SourceImage) =>
    prepareImage({ role, source, limits: model.input, workspace }, signal)
  const roles = Object.keys(templates).filter(takes).sort(byRole)
  // One after the other: the places for image work are shared with every other photo.
  const prepared: PreparedImage[] = []
  for (const role of roles) prepared.push(await prepare(role, templates[role] as SourceImage))
  return { photo: await prepare('photo', photo), templates: prepared }
}

/**
 * A provider out of a service's definition. Everything that is the same for all services is here: the key, the model's
 * limits, pictures prepared for it, its picture checked and brought into the slot's form, and nothing left on the disk.
 */
export function defineService(definition: ServiceDefinition, tools: ServiceTools): Provider {
  const { name, apiKey, keyName, cancel, probe } = definition
  const entry = tools.catalogue.requireProvider(name)
  const { mostConcurrent, mostPerMinute } = entry.limits
  // Tells keys apart; nobody gets from eight hexadecimal digits to a key.
  const keyId = apiKey === undefined ? 'none' : createHash('sha256').update(apiKey).digest('hex').slice(0, 8)

  function requireModel(operation: string, id: string): Model {
    const model = tools.catalogue.require(name, id)
    if (model.operations.includes(operation)) return model
    throw new GatewayError('slot_misconfigured', `${name} ${id} cannot do ${operation}`)
  }

  function problemsOf(
    operation: string,
    service: ServiceOperation,
    settings: { model: string },
    roles: readonly string[],
  ) {
    const model = tools.catalogue.find(name, settings.model)
    const ids = entry.models.filter((each) => each.operations.includes(operation)).map(({ id }) => id)
    if (!model?.operations.includes(operation)) return [{ field: 'model', says: `must be one of ${ids.join(', ')}` }]
    const problems: SettingsProblem[] = []
    if (tools.catalogue.isGone(model)) {
      const instead = model.replacedBy ? `; use ${model.replacedBy}` : ''
      problems.push({ field: 'model', says: `was shut down on ${model.shutdownOn}${instead}` })
    }
    if (1 + roles.length > model.input.mostImages) {
      problems.push({ field: 'model', says: `takes ${model.input.mostImages} pictures, the photo included` })
    }
    return [...problems, ...(service.findProblems?.(settings, model, roles) ?? [])]
  }

  function toOperation(operation: string, service: ServiceOperation): Operation {
    const { templateRoles, optionalRoles } = service
    const takes = (role: string) => templateRoles.includes(role) || mayTake(optionalRoles, role)
    return defineOperation({
      settings: service.settings,
      templateRoles,
      ...(optionalRoles && { optionalRoles }),
      forms: () =>
        entry.models
          .filter((model) => model.operations.includes(operation) && !tools.catalogue.isGone(model))
          .map((model) => formOf(service.settings, model)),
      findProblems: (settings, roles) => problemsOf(operation, service, settings, roles.filter(takes)),
      describe(settings) {
        const model = requireModel(operation, settings.model)
        return {
          model: model.id,
          keyId,
          estimatedUsd:
            model.price.per === 'tariff' ? null : (service.estimateUsd?.(settings, model) ?? model.price.usd),
          priceDate: model.price.date,
          typicalSeconds: model.typicalSeconds.p50,
          ...(mostConcurrent !== null && { mostConcurrent }),
          ...(mostPerMinute !== null && { mostPerMinute }),
        }
      },
      async edit(request, settings, attempt) {
        const model = requireModel(operation, settings.model)
        if (apiKey === undefined) {
          const details = `This slot uses ${name}, which has no key yet: set one in the settings, or ${keyName}.`
          throw new ProviderFailure('auth', `${name}: ${keyName} is not set`, { details })
        }
        if (request.frame && !attempt.resume) await requireFrame(await request.frame.template.read())
        const workspace = await tools.scratch.open()
        try {
          const { format, longestSidePixels } = request.output
          const rest = { model, workspace, wanted: { format, longestSidePixels } }
          const order = attempt.resume
            ? orderToFetch(rest)
            : { ...rest, ...(await preparePictures(request, takes, model, workspace, attempt.signal)) }
          attempt.signal.throwIfAborted() // a call that nobody wants any more must not be made
          const { file, report } = await service.obtain(order, settings, attempt)
          attempt.enter('encode')
          const image = await normalisePicture(
            { name, file, output: request.output, frame: request.frame },
            attempt.signal,
          )
          return { ...image, report }
        } finally {
          await workspace.remove()
        }
      },
    })
  }

  const operations = Object.fromEntries(
    Object.entries(definition.operations).map(([operation, service]) => [operation, toOperation(operation, service)]),
  )
  return {
    ...defineProvider({ name, operations }),
    isSetUp: apiKey !== undefined,
    ...(cancel && { cancel }),
    probe: async (signal) =>
      apiKey === undefined ? { isFine: false, says: `has no key: set ${keyName}` } : probe(signal),
  }
}
