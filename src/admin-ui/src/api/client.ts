import createClient from 'openapi-fetch'
import { watchedFetch } from './connection.ts'
import type { paths } from './hand-written-schema.ts'

/** The gateway's API, typed. Wrap every call in `unwrap`. */
export const api = createClient<paths>({ baseUrl: location.origin, fetch: watchedFetch })

/** The body of a good answer, as in `Answer<'/api/slots'>`. */
export type Answer<Path extends keyof paths, Method extends 'get' | 'put' | 'post' = 'get'> = paths[Path] extends {
  [M in Method]: { responses: { 200: { content: { 'application/json': infer Body } } } }
}
  ? Body
  : never
