import { enableCompileCache, registerHooks } from 'node:module'
import path from 'node:path'

// Two hundred processes load the same modules: what one has compiled the others need not.
enableCompileCache(path.join(import.meta.dirname, '..', '..', '.tap', 'compile-cache'))

// To know that one of its hundred modules is a module, Node parses the 180 kB of its package.json, for each: half a second.
const large = '/node_modules/drizzle-orm/'
registerHooks({
  resolve(specifier, context, next) {
    if (!specifier.startsWith('.') || !context.parentURL?.includes(large)) return next(specifier, context)
    return { url: new URL(specifier, context.parentURL).href, format: 'module', shortCircuit: true }
  },
})
