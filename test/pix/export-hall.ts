import type { Test } from 'tap'
import { readConfig } from '../../src/config.ts'
import { createLinks } from '../../src/links.ts'
import { createLogger } from '../../src/log.ts'
import { createGuardedFetch } from '../../src/media/guarded-fetch.ts'
import { createDelivery } from '../../src/pix/create-delivery.ts'
import { disclosureOf } from '../../src/pix/disclosure.ts'
import { createMailFolder } from '../../src/pix/mail/mail-folder.ts'
import { openSeal } from '../../src/secret-key.ts'
import { startEmulator } from '../emulators/emulator.ts'
import { createOnofficeEmulator, onofficeKeys } from '../emulators/onoffice.ts'
import { createPropstackEmulator, propstackKey } from '../emulators/propstack.ts'
import { type Hall, openPixHall } from './pix-gallery-hall.ts'

export const property = {
  ...{ usage: 'residential', marketing: 'sale', object_type: 'haus', object_subtype: 'EINFAMILIENHAUS' },
  ...{ price: 450_000, living_area: 120.5, rooms: 4 },
}
export const address = { postal_code: '14467', city: 'Potsdam', street: 'Am Neuen Markt', house_number: '1' }
export const openimmoConfig = {
  ...{
    provider_number: 'A1',
    company: 'Muster & Söhne',
    openimmo_anid: 'ANID1',
    technical_email: 'tech@studio.example',
  },
  ...{ contact_name: 'Max Makler', contact_email: 'max@makler.example', contact_phone: '' },
  ...{ image_format: 'jpg', image_title_characters: 30, headline_characters: 60 },
} as const

/** Programs of customers that are no real ones, and a gateway that hands galleries to them when it is told to. */
export async function openExportHall(t: Test) {
  const made = {} as {
    onoffice: ReturnType<typeof createOnofficeEmulator>
    propstack: ReturnType<typeof createPropstackEmulator>
  }
  const emulator = await startEmulator({
    services: [
      (tools) => {
        made.onoffice = createOnofficeEmulator(tools)
        return made.onoffice
      },
      (tools) => {
        made.propstack = createPropstackEmulator(tools)
        return made.propstack
      },
    ],
  })
  t.teardown(() => emulator.stop())
  const hall = await openPixHall(t, { environment: { ROLE: 'api', WEBHOOK_TRUSTED_ORIGINS: emulator.origin } })
  const { database, store, clock, directory } = hall.gateway
  const config = readConfig({ DATA_DIR: directory })
  const log = createLogger('silent')
  const outside = createGuardedFetch({ trustedOrigins: [emulator.origin], clock })
  t.teardown(() => outside.close())
  const delivery = createDelivery({
    ...{ config: config.pix, disclosure: disclosureOf(config), database, store, clock, log, outside },
    seal: await openSeal({ config, log, mayMakeKey: false }),
    transport: createMailFolder(directory),
    links: createLinks({ publicBaseUrl: () => null }),
    ...{ publicBaseUrl: () => null, locale: () => 'de' as const, guard: undefined as never },
    queue: { send: async () => {} },
  })
  const bodies = {
    openimmo: { kind: 'openimmo', label: 'Portal', config: openimmoConfig },
    fio: { kind: 'fio', label: 'FIO', config: openimmoConfig },
    onoffice: {
      kind: 'onoffice',
      label: 'onOffice',
      config: { base_url: emulator.baseUrl('onoffice') },
      secret: onofficeKeys,
    },
    propstack: {
      ...{ kind: 'propstack', label: 'Propstack', config: { base_url: emulator.baseUrl('propstack') } },
      secret: { api_key: propstackKey },
    },
  }
  const addTarget = async (kind: keyof typeof bodies): Promise<string> =>
    (await hall.call('POST', '/api/pix/targets', bodies[kind])).body.id
  const ask = (jobId: string, body: object, as: 'admin' | 'operator' | 'viewer' = 'operator') =>
    hall.call('POST', `/api/pix/jobs/${jobId}/exports`, body, as)
  /** As the queue does it; a rejection is one more try. */
  const work = (exportId: string, signal = new AbortController().signal) => delivery.exportGallery({ exportId }, signal)
  const read = async (jobId: string, exportId: string) =>
    (await hall.call('GET', `/api/pix/jobs/${jobId}/exports/${exportId}`)).body
  async function addReleased(values: Parameters<Hall['addDraft']>[0] = {}, names?: string[]) {
    const job = await hall.addDraft(
      { property, address, externalIds: { onoffice: '97', propstack: '4711' }, ...values },
      names,
    )
    await hall.release(job.id)
    return job
  }
  const reset = () => emulator.reset()
  return {
    ...hall,
    ...made,
    reset,
    hall,
    emulator,
    delivery,
    bodies,
    addTarget,
    askExport: ask,
    work,
    read,
    addReleased,
  }
}
