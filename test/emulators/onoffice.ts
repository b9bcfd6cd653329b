import { createHash, createHmac } from 'node:crypto'
import type { EmulatedRequest, EmulatedService, EmulatorTools } from './emulator.ts'
import { answerWithFault, faultSteps, isFault } from './faults.ts'

export const onofficeKeys = { token: 'token-0123456789', secret: 'secret-0123456789' }
const estateId = '97'

export interface StoredFile {
  id: number
  elements: Record<string, string | number | null>
  sha256: string
}

type Parameters = Record<string, string | number | Record<string, string>>
interface Action {
  actionid: string
  resourceid: string
  resourcetype: string
  timestamp: number
  hmac: string
  hmac_version: string
  parameters: Parameters
}

const prefix = 'urn:onoffice-de-ns:smart:2.5:smartml:action:'
const arts = new Set(['Titelbild', 'Foto', 'Foto_gross', 'Grundriss', 'Lageplan', 'Panorama'])
const writable = new Set([
  'objekttitel',
  'lage',
  'ausstatt_beschr',
  'objektbeschreibung',
  'sonstige_angaben',
  'dreizeiler',
])
const mostPage = 100

/** What is wrong with an action, by the numbers of its documents. */
class ActionError extends Error {
  readonly code: number

  constructor(code: number, message: string) {
    super(message)
    this.code = code
  }
}

/** onOffice's interface as its documents describe it, with one estate. */
export function createOnofficeEmulator(tools: EmulatorTools) {
  const files = new Map<number, StoredFile>()
  const blocks = new Map<string, Buffer[]>()
  const texts: Record<string, string> = {}
  let ids = 4000

  function requireSigned(
    { token }: { token?: string },
    { actionid, resourcetype, timestamp, hmac, hmac_version }: Action,
  ) {
    const signed = `${timestamp}${onofficeKeys.token}${resourcetype}${actionid}`
    const wanted = createHmac('sha256', onofficeKeys.secret).update(signed).digest('base64')
    if (hmac_version !== '2' || token !== onofficeKeys.token) throw new ActionError(41, 'no such token')
    if (hmac !== wanted) throw new ActionError(137, 'The HMAC is invalid')
    if (Math.abs(Date.now() / 1000 - Number(timestamp)) > 24 * 3600)
      throw new ActionError(38, 'The timestamp is not valid')
  }

  function act({
    actionid,
    resourcetype,
    resourceid,
    parameters,
  }: Action): { id: number | string; elements: object }[] {
    const keys = Object.keys(parameters)
    if (keys.join() !== keys.toSorted().join()) throw new ActionError(22, 'parameters are not sorted')
    const what = `${actionid.replace(prefix, '')} ${resourcetype}`
    if (what === 'get file') return getFiles(resourceid, parameters)
    if (what === 'do uploadfile') return parameters.data === undefined ? attach(parameters) : takeBlock(parameters)
    if (what === 'modify fileRelation') return changeFile(parameters)
    if (what === 'delete fileRelation') return removeFile(parameters)
    if (what === 'modify estate') return changeEstate(resourceid, parameters)
    throw new ActionError(26, `no such action: ${what}`)
  }

  function requireEstate(id: unknown): void {
    if (String(id) !== estateId) throw new ActionError(53, 'no such estate')
  }

  function getFiles(resourceid: string, { estateid, listlimit = 20, listoffset = 0 }: Parameters) {
    if (resourceid !== 'estate') throw new ActionError(26, 'resourceid')
    requireEstate(estateid)
    if (Number(listlimit) > mostPage) throw new ActionError(22, 'listlimit')
    const from = Number(listoffset)
    return [...files.values()].slice(from, from + Number(listlimit)).map(({ id, elements }) => ({ id, elements }))
  }

  /** Without an id the first one; with it, one more at its end. */
  function takeBlock({ data, tmpUploadId, ...others }: Parameters) {
    if (Object.keys(others).length > 0) throw new ActionError(22, 'data stands alone')
    const text = String(data)
    if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) throw new ActionError(22, 'not base64')
    ids += 1
    const id = tmpUploadId === undefined ? `tmp-${ids}` : String(tmpUploadId)
    const known = tmpUploadId === undefined ? [] : blocks.get(id)
    if (!known) throw new ActionError(143, 'no such tmpUploadId')
    blocks.set(id, [...known, Buffer.from(text, 'base64')])
    return [{ id: 0, elements: { tmpUploadId: id } }]
  }

  function attach({ tmpUploadId, module, relatedRecordId, file, Art, title, freetext, position }: Parameters) {
    const pieces = blocks.get(String(tmpUploadId))
    if (!pieces) throw new ActionError(143, 'no such tmpUploadId')
    blocks.delete(String(tmpUploadId)) // it is good for once
    if (module !== 'estate' || typeof file !== 'string') throw new ActionError(22, 'module or file')
    requireEstate(relatedRecordId)
    if (!arts.has(String(Art))) throw new ActionError(22, 'Art')
    ids += 1
    const bytes = Buffer.concat(pieces)
    const elements = { type: String(Art), originalname: file, title: String(title), freetext: String(freetext) }
    demoteTitle(String(Art))
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    files.set(ids, { id: ids, sha256, elements: { ...elements, position: Number(position), fileSize: bytes.length } })
    return [{ id: ids, elements: { fileId: ids, success: 'success' } }]
  }

  /** There is one at a time. */
  function demoteTitle(art: string): void {
    if (art !== 'Titelbild') return
    for (const { elements } of files.values()) if (elements.type === 'Titelbild') elements.type = 'Foto'
  }

  function requireFile({ relationtype, parentid, fileId }: Parameters): StoredFile {
    requireEstate(parentid)
    const found = files.get(Number(fileId))
    if (!found || relationtype !== 'estate') throw new ActionError(53, 'no such file')
    return found
  }

  function changeFile(parameters: Parameters) {
    const { elements } = requireFile(parameters)
    const { Art, title, freetext, position } = parameters
    if (Art !== undefined) {
      demoteTitle(String(Art))
      elements.type = String(Art)
    }
    if (title !== undefined) elements.title = String(title)
    if (freetext !== undefined) elements.freetext = String(freetext)
    if (position !== undefined) elements.position = Number(position)
    return []
  }

  function removeFile(parameters: Parameters) {
    files.delete(requireFile(parameters).id)
    return []
  }

  function changeEstate(id: string, { data }: Parameters) {
    requireEstate(id)
    const named = Object.entries(data as Record<string, string>)
    if (!named.every(([field]) => writable.has(field))) throw new ActionError(20, 'unknown field')
    Object.assign(texts, Object.fromEntries(named))
    return []
  }

  function answerOf(given: Action, records: object[], code: number) {
    const { actionid, resourceid, resourcetype } = given
    const status = { errorcode: code, message: code === 0 ? 'OK' : 'no' }
    const data = { meta: { cntabsolute: records.length }, records }
    const results = [{ actionid, resourceid, resourcetype, cacheable: false, identifier: '', data, status }]
    const outer = { code: code === 0 ? 200 : 400, errorcode: code === 0 ? 0 : 97, message: 'OK' }
    return Buffer.from(JSON.stringify({ status: outer, response: { results } }))
  }

  function handleAction(request: EmulatedRequest): void {
    const body = JSON.parse(request.body.toString()) as { token?: string; request: { actions: Action[] } }
    const [action] = body.request.actions
    if (!action || body.request.actions.length !== 1) throw new Error('one action')
    request.record.isSubmit = action.parameters.module !== undefined
    const { name: step, argument } = tools.nextStep('onoffice', '')
    if (step === 'status') {
      request.reply.writeHead(Number(argument), { 'content-type': 'text/html' }).end('<html></html>')
      return
    }
    if (step === 'unheard') {
      request.socket.resetAndDestroy()
      return
    }
    const say = (bytes: Buffer) => request.reply.writeHead(200, { 'content-type': 'application/json' }).end(bytes)
    try {
      requireSigned(body, action)
      const answer = answerOf(action, act(action), 0)
      // It is done, whatever becomes of the answer.
      if (isFault(step)) answerWithFault(step, request, answer)
      else say(answer)
    } catch (error) {
      if (!(error instanceof ActionError)) throw error
      say(answerOf(action, [], error.code))
    }
  }

  const service: EmulatedService = {
    name: 'onoffice',
    steps: ['success', 'status', 'unheard', ...faultSteps],
    async handle(request) {
      if (request.method === 'POST' && request.url.pathname === '/api.php') handleAction(request)
      else request.reply.writeHead(404).end()
    },
    reset() {
      for (const name of Object.keys(texts)) delete texts[name]
      files.clear()
      blocks.clear()
    },
  }
  return { ...service, files, texts }
}
