import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { EmulatedRequest, EmulatedService, EmulatorTools } from './emulator.ts'
import { answerWithFault, faultSteps, isFault } from './faults.ts'

export const propstackKey = 'propstack-0123456789'
const unitId = '4711'

export interface StoredPiece {
  id: number
  title: string
  sha256: string
  isFloorPlan: boolean
}

const uri = z.string().regex(/^data:image\/jpeg;base64,[A-Za-z0-9+/]+={0,2}$/)
const common = { title: z.string().min(1), is_private: z.boolean().optional() }
const newImage = z.strictObject({
  image: z.strictObject({
    ...{ ...common, imageable_id: z.literal(unitId), imageable_type: z.enum(['Property', 'Project']), photo: uri },
  }),
})
const changedImage = z.strictObject({ image: z.strictObject({ title: common.title, photo: uri.optional() }) })
const newDocument = z.strictObject({
  document: z.strictObject({ ...common, property_id: z.literal(unitId), doc: uri, is_floorplan: z.boolean() }),
})
const changedDocument = z.strictObject({ document: z.strictObject({ title: common.title, doc: uri.optional() }) })
const unitTexts = ['title', 'description_note', 'location_note', 'furnishing_note', 'other_note'] as const
const changedUnit = z.strictObject({ property: z.partialRecord(z.enum(unitTexts), z.string()) })

const sha256Of = (dataUri: string) =>
  createHash('sha256')
    .update(Buffer.from(dataUri.split(',')[1] ?? '', 'base64'))
    .digest('hex')

/** Propstack as its reference describes it, with one unit. */
export function createPropstackEmulator(tools: EmulatorTools) {
  const images = new Map<number, StoredPiece>()
  const documents = new Map<number, StoredPiece>()
  const texts: Record<string, string> = {}
  let ids = 100

  function add(pieces: Map<number, StoredPiece>, title: string, dataUri: string, isFloorPlan = false) {
    ids += 1
    pieces.set(ids, { id: ids, title, sha256: sha256Of(dataUri), isFloorPlan })
    return { status: 201, body: { ok: true, id: ids } }
  }

  function change(piece: StoredPiece | undefined, title: string, dataUri: string | undefined) {
    if (!piece) return { status: 404, body: { errors: ['not found'] } }
    Object.assign(piece, { title }, dataUri && { sha256: sha256Of(dataUri) })
    return { status: 200, body: { ok: true, id: piece.id } }
  }

  const shown = (pieces: Map<number, StoredPiece>) => [...pieces.values()].map(({ id, title }) => ({ id, title }))

  function act({ method, url, body }: EmulatedRequest): { status: number; body: object } {
    const [, what = '', id = ''] = url.pathname.split('/')
    const sent = method === 'GET' ? null : (JSON.parse(body.toString()) as unknown)
    switch (`${method} ${what}`) {
      case 'GET units':
        if (id !== unitId) return { status: 404, body: { errors: ['not found'] } }
        if (service.isQuiet) return { status: 200, body: { id: Number(unitId) } }
        return { status: 200, body: { id: Number(unitId), images: shown(images), documents: shown(documents) } }
      case 'PUT units':
        Object.assign(texts, changedUnit.parse(sent).property)
        return { status: 200, body: { ok: true, id: Number(id) } }
      case 'POST images': {
        const { title, photo } = newImage.parse(sent).image
        return add(images, title, photo)
      }
      case 'PUT images': {
        const { title, photo } = changedImage.parse(sent).image
        return change(images.get(Number(id)), title, photo)
      }
      case 'POST documents': {
        const { title, doc, is_floorplan } = newDocument.parse(sent).document
        return add(documents, title, doc, is_floorplan)
      }
      case 'PUT documents': {
        const { title, doc } = changedDocument.parse(sent).document
        return change(documents.get(Number(id)), title, doc)
      }
      default:
        return { status: 404, body: { errors: ['no such route'] } }
    }
  }

  const service: EmulatedService & { isQuiet: boolean } = {
    name: 'propstack',
    isQuiet: false,
    steps: ['success', 'status', 'unheard', ...faultSteps],
    async handle(request) {
      const { headers, method, reply, record } = request
      const say = ({ status, body }: { status: number; body: object }) =>
        reply.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
      if (headers['x-api-key'] !== propstackKey) return void say({ status: 401, body: { errors: ['unauthorized'] } })
      record.isSubmit = method === 'POST'
      const { name: step, argument } = tools.nextStep('propstack', '')
      if (step === 'status') return void say({ status: Number(argument), body: { errors: ['no'] } })
      if (step === 'unheard') {
        request.socket.resetAndDestroy()
        return
      }
      try {
        const answer = act(request)
        if (isFault(step)) answerWithFault(step, request, Buffer.from(JSON.stringify(answer.body)))
        else if (service.isQuiet && method === 'PUT') reply.writeHead(204).end()
        else say(answer)
      } catch (error) {
        say({ status: 422, body: { errors: [String(error)] } })
      }
    },
    reset() {
      for (const name of Object.keys(texts)) delete texts[name]
      images.clear()
      documents.clear()
      service.isQuiet = false
    },
  }
  return Object.assign(service, { images, documents, texts })
}
