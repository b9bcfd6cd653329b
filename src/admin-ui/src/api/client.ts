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

export type Slot = components['schemas']['Slot']
export type SlotSettings = components['schemas']['SlotSettings']

/** The settings of a slot. One that an older version saved may lack fields; then `problem` says what is wrong. */
export const settingsOf = ({ settings }: Pick<Slot, 'settings'>) => settings as SlotSettings
