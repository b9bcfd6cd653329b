import { defineProvider } from '../define-provider.ts'
import type { Provider } from '../provider.ts'
import { chromaKey } from './chroma-key.ts'
import { enhance } from './enhance.ts'
import { frame } from './frame.ts'
import { look } from './look.ts'
import { passthrough } from './passthrough.ts'

/** The studio's own engine: image work on this machine. No key, no network, always there. */
export function createStudio(): Provider {
  return defineProvider({
    name: 'studio',
    isLocal: true,
    operations: { enhance, look, frame, chroma_key: chromaKey, passthrough },
  })
}
