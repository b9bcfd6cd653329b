import { createApi } from './client.ts'
import { watchedFetch } from './connection.ts'

/** The API of the gateway that the page came from. Wrap every call in `unwrap`. */
export const api = createApi({ baseUrl: location.origin, fetch: watchedFetch })
