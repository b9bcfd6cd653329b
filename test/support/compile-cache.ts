import { enableCompileCache } from 'node:module'
import path from 'node:path'

// Two hundred processes load the same modules: what one has compiled the others need not.
enableCompileCache(path.join(import.meta.dirname, '..', '..', '.tap', 'compile-cache'))
