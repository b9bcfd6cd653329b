import { createHmac } from 'node:crypto'
import { z } from 'zod'
import { type AskCrm, refused } from './crm-client.ts'
import { ExportError } from './export-error.ts'
import { remarksOfExports } from './export-sentences.ts'

interface Dependencies {
  ask: AskCrm
  /** The address of the interface, as in `https://api.onoffice.de/api/stable`. */
  baseUrl: string
  token: string
  secret: string
  /** Unix seconds; the database's, so that a wrong clock of this machine locks nobody out. */
  now(): Promise<number>
}

export const onoffice = 'onOffice'
export const usualOnoffice = 'https://api.onoffice.de/api/stable'
const actionPrefix = 'urn:onoffice-de-ns:smart:2.5:smartml:action:'
/** Blocks are appended on the other side; each of them fits into one request. */
const blockBytes = 1024 ** 2 - (1024 ** 2 % 3)
const pageSize = 100

interface Action {
  action: 'do' | 'get' | 'modify' | 'delete'
  resourcetype: string
  resourceid?: string
  parameters: Readonly<Record<string, unknown>>
}

const status = z.object({ code: z.number().optional(), errorcode: z.number() })
const result = z.object({
  status,
  data: z.object({ records: z.array(z.object({ id: z.coerce.string(), elements: z.unknown() })) }).optional(),
})
const answerShape = z.object({ status, response: z.object({ results: z.array(result) }) })
const uploaded = z.object({ tmpUploadId: z.coerce.string().optional(), fileId: z.coerce.string().optional() })
const fileShape = z.object({
  type: z.string().nullable().catch(null),
  title: z.string().nullable().catch(null),
  freetext: z.string().nullable().catch(null),
  originalname: z.string().nullable().catch(null),
  position: z.coerce.number().nullable().catch(null),
})

export type OnofficeFile = z.infer<typeof fileShape> & { id: string }

/** Meant for a moment: its database or a lock of it. https://apidoc.onoffice.de */
const passing = new Set([500, 503])

/** onOffice's interface: signed actions, one in a request. */
export function createOnofficeClient({ ask, baseUrl, token, secret, now }: Dependencies) {
  async function act({ action, resourcetype, resourceid = '', parameters }: Action, signal: AbortSignal) {
    const actionid = `${actionPrefix}${action}`
    const timestamp = await now()
    const hmac = createHmac('sha256', secret).update(`${timestamp}${token}${resourcetype}${actionid}`).digest('base64')
    const signed = { timestamp, hmac, hmac_version: '2' }
    const actions = [{ actionid, resourceid, resourcetype, identifier: '', ...signed, parameters: inOrder(parameters) }]
    const url = `${baseUrl}/api.php`
    const answer = answerShape.safeParse(
      await ask({ url, method: 'POST', body: { token, request: { actions } } }, signal),
    )
    const found = answer.data?.response.results[0]
    if (!answer.success) throw new ExportError('again', remarksOfExports.say('unreachable', { service: onoffice }).text)
    const code = found?.status.errorcode || answer.data.status.errorcode
    if (found && code === 0) return found.data?.records ?? []
    if (passing.has(answer.data.status.code ?? 0)) {
      const what = { service: onoffice, status: String(answer.data.status.code) }
      throw new ExportError('again', remarksOfExports.say('answered', what).text)
    }
    throw refused(onoffice, code)
  }

  async function listFiles(estateId: string, signal: AbortSignal): Promise<OnofficeFile[]> {
    const files: OnofficeFile[] = []
    for (let listoffset = 0; ; listoffset += pageSize) {
      const parameters = { estateid: estateId, listlimit: pageSize, listoffset }
      const records = await act({ action: 'get', resourcetype: 'file', resourceid: 'estate', parameters }, signal)
      files.push(...records.map(({ id, elements }) => ({ id, ...fileShape.parse(elements) })))
      if (records.length < pageSize) return files
    }
  }

  const upload = async (parameters: Action['parameters'], signal: AbortSignal) =>
    uploaded.parse((await act({ action: 'do', resourcetype: 'uploadfile', parameters }, signal))[0]?.elements ?? {})

  /** Its bytes first, block by block; then what it is and whose. Resolves to its id. */
  async function addFile(bytes: Buffer, about: Action['parameters'], signal: AbortSignal): Promise<string> {
    let tmpUploadId: string | undefined
    for (let at = 0; at < bytes.length; at += blockBytes) {
      const data = bytes.subarray(at, at + blockBytes).toString('base64')
      const answer = await upload({ data, ...(tmpUploadId !== undefined && { tmpUploadId }) }, signal)
      tmpUploadId ??= answer.tmpUploadId
      if (tmpUploadId === undefined) throw refused(onoffice, 'no tmpUploadId')
    }
    const { fileId } = await upload({ ...about, module: 'estate', tmpUploadId }, signal)
    if (fileId === undefined) throw refused(onoffice, 'no fileId')
    return fileId
  }

  return {
    listFiles,
    addFile,
    async changeFile(estateId: string, fileId: string, about: Action['parameters'], signal: AbortSignal) {
      const parameters = { ...about, relationtype: 'estate', parentid: estateId, fileId }
      await act({ action: 'modify', resourcetype: 'fileRelation', parameters }, signal)
    },
    async removeFile(estateId: string, fileId: string, signal: AbortSignal) {
      const parameters = { relationtype: 'estate', parentid: estateId, fileId }
      await act({ action: 'delete', resourcetype: 'fileRelation', parameters }, signal)
    },
    async changeEstate(estateId: string, data: Readonly<Record<string, string>>, signal: AbortSignal) {
      await act({ action: 'modify', resourcetype: 'estate', resourceid: estateId, parameters: { data } }, signal)
    },
  }
}

/** Its documents want them sorted. */
const inOrder = (parameters: Action['parameters']) =>
  Object.fromEntries(Object.entries(parameters).sort(([one], [other]) => (one < other ? -1 : 1)))
