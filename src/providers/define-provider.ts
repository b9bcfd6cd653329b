import type { z } from 'zod'
import { GatewayError } from '../errors.ts'
import type { EditRequest, Operation, Provider } from './provider.ts'

/** Hides an operation's own settings type behind the uniform one: parsing on every call makes that sound. */
export function defineOperation<Schema extends z.ZodType>(
  operation: Omit<Operation<z.infer<Schema>>, 'settings'> & { settings: Schema },
): Operation {
  return {
    ...operation,
    edit(request, settings, signal) {
      const parsed = operation.settings.safeParse(settings)
      if (!parsed.success)
        throw new GatewayError('slot_misconfigured', `stored settings do not fit: ${parsed.error.message}`)
      return operation.edit(request, parsed.data, signal)
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
  return {
    name,
    isLocal,
    operations,
    async edit({ operation: operationName, settings, ...request }: EditRequest, signal) {
      const operation = Object.hasOwn(operations, operationName) ? operations[operationName] : undefined
      if (!operation) throw new GatewayError('slot_misconfigured', `${name} cannot do ${operationName}`)
      const missing = operation.templateRoles.filter((role) => !Object.hasOwn(request.templates, role))
      if (missing.length > 0)
        throw new GatewayError('slot_misconfigured', `${name} ${operationName} lacks template ${missing.join(', ')}`)
      signal.throwIfAborted()
      return operation.edit(request, settings, signal)
    },
  }
}
