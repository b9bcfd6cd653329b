import type { paths } from './schema.d.ts'

/** The body of a good answer, as in `Answer<'/api/slots'>`. */
export type Answer<Path extends keyof paths, Method extends 'get' | 'put' | 'post' = 'get'> = paths[Path] extends {
  [M in Method]: { responses: { 200: { content: { 'application/json': infer Body } } } }
}
  ? Body
  : never
