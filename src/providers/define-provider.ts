import type { z } from 'zod'
import { GatewayError } from '../errors.ts'
import type { EditRequest, Operation, Provider } from './provider.ts'

/** Hides an operation's own settings type behind the uniform one: parsing on every call makes that sound. */
export function defineOperation<Schema extends z.ZodType>(
  operation: Omit<Operation<z.infer<Schema>>, 'settings'> & { settings: Schema },
): Operation {
  return {
    ...operation,
    edit(request, settings, attempt) {
      const parsed = operation.settings.safeParse(settings)
      if (!parsed.success)
        throw new GatewayError('slot_misconfigured', `stored settings do not fit: ${parsed.error.message}`)
      return operation.edit(request, parsed.data, attempt)
    },
    describe(settings) {
      const parsed = operation.settings.safeParse(settings)
      return parsed.success ? (operation.describe?.(parsed.data) ?? {}) : {}
    },
    findProblems(settings, roles) {
      const parsed = operation.settings.safeParse(settings)
      return parsed.success ? (operation.findProblems?.(parsed.data, roles) ?? []) : []
    },
  }
}

/** A provider out of its operations. */
export function defineProvider(definition: {
  name: string
  isLocal?: boolean
  operations: Record<string, Operation>
}): Provider {
  const { name, isLocal = false, operations } = definition
  const find = (operation: string) => (Object.hasOwn(operations, operation) ? operations[operation] : undefined)
  return {
    name,
    isLocal,
    operations,
    describe: (operation, settings) => find(operation)?.describe?.(settings) ?? {},
    async edit({ operation: operationName, settings, ...request }: EditRequest, attempt) {
      const operation = find(operationName)
      if (!operation) throw new GatewayError('slot_misconfigured', `${name} cannot do ${operationName}`)
      const missing = operation.templateRoles.filter((role) => !Object.hasOwn(request.templates, role))
      if (missing.length > 0)
        throw new GatewayError('slot_misconfigured', `${name} ${operationName} lacks template ${missing.join(', ')}`)
      attempt.signal.throwIfAborted()
      return operation.edit(request, settings, attempt)
    },
  }
}
