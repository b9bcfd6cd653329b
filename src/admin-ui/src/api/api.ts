import { createApi } from './client.ts'
import { watchedFetch } from './connection.ts'
import type { paths } from './schema.d.ts'

/** The API of the gateway that the page came from. Wrap every call in `unwrap`. */
export const api = createApi({ baseUrl: location.origin, fetch: watchedFetch })

/** The body of a good answer, as in `Answer<'/api/slots'>`. */
export type Answer<Path extends keyof paths, Method extends 'get' | 'put' | 'post' = 'get'> = paths[Path] extends {
  [M in Method]: { responses: { 200: { content: { 'application/json': infer Body } } } }
}
  ? Body
  : never
