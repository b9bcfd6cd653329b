import { z } from 'zod'
import type { AskCrm } from './crm-client.ts'

interface Dependencies {
  ask: AskCrm
  /** As in `https://api.propstack.de/v1`. */
  baseUrl: string
  apiKey: string
}

export const propstack = 'Propstack'
export const usualPropstack = 'https://api.propstack.de/v1'

const id = z.coerce.string().min(1)
const made = z.object({ id })
const piece = z.object({ id, title: z.string().nullable().catch(null) })
/** Undefined: the answer does not tell, which is not that there are none. */
const pieces = z.array(piece).optional().catch(undefined)
const unit = z.object({ images: pieces, documents: pieces })

export type PropstackPiece = z.infer<typeof piece>

const dataUri = (bytes: Buffer) => `data:image/jpeg;base64,${bytes.toString('base64')}`

/** Propstack's interface, https://docs.propstack.de/reference */
export function createPropstackClient({ ask, baseUrl, apiKey }: Dependencies) {
  const headers = { 'x-api-key': apiKey }
  const send = (method: 'POST' | 'PUT', path: string, body: object, signal: AbortSignal) =>
    ask({ url: `${baseUrl}${path}`, method, headers, body }, signal)
  const at = (unitId: string) => `/units/${encodeURIComponent(unitId)}`

  return {
    /** What hangs on it now. */
    async readUnit(unitId: string, signal: AbortSignal) {
      return unit.parse(await ask({ url: `${baseUrl}${at(unitId)}?new=1`, method: 'GET', headers }, signal))
    },
    async addImage(unitId: string, title: string, bytes: Buffer, signal: AbortSignal): Promise<string> {
      const image = {
        imageable_id: unitId,
        imageable_type: 'Property',
        photo: dataUri(bytes),
        title,
        is_private: false,
      }
      return made.parse(await send('POST', '/images', { image }, signal)).id
    },
    /** With `bytes`, also its picture. */
    async changeImage(imageId: string, title: string, bytes: Buffer | undefined, signal: AbortSignal): Promise<void> {
      const image = { title, ...(bytes && { photo: dataUri(bytes) }) }
      await send('PUT', `/images/${encodeURIComponent(imageId)}`, { image }, signal)
    },
    async addFloorPlan(unitId: string, title: string, bytes: Buffer, signal: AbortSignal): Promise<string> {
      const document = { property_id: unitId, title, doc: dataUri(bytes), is_floorplan: true, is_private: false }
      return made.parse(await send('POST', '/documents', { document }, signal)).id
    },
    async changeFloorPlan(documentId: string, title: string, bytes: Buffer | undefined, signal: AbortSignal) {
      const document = { title, ...(bytes && { doc: dataUri(bytes) }) }
      await send('PUT', `/documents/${encodeURIComponent(documentId)}`, { document }, signal)
    },
    async changeUnit(unitId: string, property: Readonly<Record<string, string>>, signal: AbortSignal) {
      await send('PUT', at(unitId), { property }, signal)
    },
  }
}
