import createClient from 'openapi-fetch'
import type { components, paths } from './schema.d.ts'

interface ApiOptions {
  /** Another gateway than the one that the page came from. */
  baseUrl?: string
  headers?: Record<string, string>
  fetch?: (request: Request) => Promise<Response>
}

/** Every route of the gateway, with its types. The browser sends the session's cookie along, and to nobody else. */
export const createApi = ({ baseUrl = '', headers = {}, fetch }: ApiOptions = {}) =>
  createClient<paths>({ baseUrl, headers, credentials: 'same-origin', ...(fetch && { fetch }) })

export type SlotSettings = components['schemas']['SlotSettings']

export type Slot = Omit<components['schemas']['Slot'], 'settings'> & { settings: SlotSettings }

/** With settings to work with. Those that an older version saved may lack fields; then `problem` says what is wrong. */
export const asSlot = (slot: components['schemas']['Slot']) => slot as Slot
