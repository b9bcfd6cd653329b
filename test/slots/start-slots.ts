import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import cookie from '@fastify/cookie'
import type { Test } from 'tap'
import { createApiTokens } from '../../src/accounts/api-tokens.ts'
import { createGuard } from '../../src/accounts/guard.ts'
import { createPeople } from '../../src/accounts/people.ts'
import { type Role, roles } from '../../src/accounts/roles.ts'
import { createSessions } from '../../src/accounts/sessions.ts'
import { createHttpServer } from '../../src/http-server.ts'
import { createLogger } from '../../src/log.ts'
import { createDiskStore } from '../../src/media/disk-store.ts'
import type { Store } from '../../src/media/store.ts'
import type { Provider } from '../../src/providers/provider.ts'
import { createStudio } from '../../src/providers/studio/studio.ts'
import { createSettings } from '../../src/settings.ts'
import { firstSlots } from '../../src/slots/first-slots.ts'
import { createSlotRemover } from '../../src/slots/remove-slot.ts'
import type { SlotSettings } from '../../src/slots/slot.ts'
import { createSlotCopies } from '../../src/slots/slot-copies.ts'
import { slotCopyRoutes } from '../../src/slots/slot-copy-routes.ts'
import { slotEffectRoutes } from '../../src/slots/slot-effect-routes.ts'
import { createSlotEffects } from '../../src/slots/slot-effects.ts'
import { slotRoutes } from '../../src/slots/slot-routes.ts'
import { createSlots } from '../../src/slots/slots.ts'
import { createTemplateBindings } from '../../src/slots/template-bindings.ts'
import { createTemplatePreviews } from '../../src/slots/template-previews.ts'
import { templateRoutes } from '../../src/slots/template-routes.ts'
import { templateUseRoutes } from '../../src/slots/template-use-routes.ts'
import { createTemplates } from '../../src/slots/templates.ts'
import { observeAnswers } from '../support/contract.ts'
import { openTestDatabase } from '../support/database.ts'
import { type FormPart, formBody, formType } from '../support/multipart.ts'
import { createTestClock } from '../support/test-clock.ts'

interface RoomOptions {
  providers?: Record<string, Provider>
  /** Puts something between the room and its store, for faults. */
  wrapStore?: (store: Store) => Store
}

interface Call {
  as?: Role
  ifMatch?: string
  body?: unknown
}

/** The slots room behind HTTP: real database, real files, real studio, one signed-in person per role. */
export async function startSlots(t: Test, { providers: more = {}, wrapStore = (store) => store }: RoomOptions = {}) {
  const { database, pool } = await openTestDatabase(t)
  const directory = await mkdtemp(path.join(os.tmpdir(), 'photochanger-slots-'))
  t.teardown(() => rm(directory, { recursive: true, force: true }))
  const clock = createTestClock()
  const store = wrapStore(createDiskStore({ directory }))
  const lines: string[] = []
  const logger = createLogger('debug', { write: (line: string) => void lines.push(line) })

  const people = createPeople({ database })
  const sessions = createSessions({ database, clock })
  const guard = createGuard({ sessions, apiTokens: createApiTokens({ database, clock }) })
  const providers = { studio: createStudio(), ...more }
  const slots = createSlots({ database, clock, providers })
  const templates = createTemplates({ database, store })

  const server = createHttpServer({ logger })
  t.teardown(() => server.close())
  await server.register(cookie)
  const settings = createSettings({ database, fallback: { syncSeconds: 48, retentionHours: 72 } })
  const copies = createSlotCopies({ database, slots })
  const removeSlot = createSlotRemover({ database, clock, slots })
  await server.register(slotRoutes, { slots, providers, settings, guard })
  await server.register(slotCopyRoutes, { slots, copies, removeSlot, providers, settings, guard })
  await server.register(slotEffectRoutes, { effects: createSlotEffects({ database, slots }), guard })
  await server.register(templateRoutes, { templates, guard })
  const bindings = createTemplateBindings({ database, slots, templates })
  const findPreview = createTemplatePreviews({ store, templates })
  await server.register(templateUseRoutes, { templates, bindings, findPreview, guard })

  observeAnswers(t, server)

  const cookies = {} as Record<Role, string>
  for (const role of roles) {
    const { id } = await people.create({ email: emailOf(role), password: 'correct horse', role, who: 'test' })
    cookies[role] = `photochanger_session=${(await sessions.open(id)).token}`
  }

  /** One request; an administrator's, unless it says otherwise. */
  function call(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    url: string,
    { as = 'admin', ifMatch, body }: Call = {},
  ) {
    const headers = { cookie: cookies[as], ...(ifMatch !== undefined && { 'if-match': ifMatch }) }
    return server.inject({ method, url, headers, ...(body !== undefined && { payload: body as object }) })
  }

  function upload(parts: FormPart[], as: Role = 'admin') {
    const headers = { cookie: cookies[as], 'content-type': formType }
    return server.inject({ method: 'POST', url: '/api/templates', headers, payload: formBody(parts) })
  }

  async function storedKeys(): Promise<string[]> {
    const keys: string[] = []
    for await (const { key } of store.list('')) keys.push(key)
    return keys
  }

  return {
    server,
    database,
    pool,
    store,
    slots,
    templates,
    call,
    upload,
    storedKeys,
    cookies,
    logText: () => lines.join(''),
  }
}

export const emailOf = (role: Role) => `${role}@studio.example`

/** Valid settings, with something else here and there. */
export function settingsWith(patch: Record<string, unknown> = {}): SlotSettings {
  const [first] = firstSlots
  if (!first) throw new Error('there are no first slots')
  return { ...first[1], ...patch }
}

/** The chain of a slot with a frame around the photo, and the settings that bind its template. */
export const framed = (templateId: string) => ({
  chain: [{ provider: 'studio', operation: 'frame', settings: { fit: 'cover', position: 'centre' } }],
  templates: { frame: templateId },
})
