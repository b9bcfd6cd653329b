import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import t from 'tap'
import { limitText } from '../../src/pix/exports/text-limit.ts'
import { pixCrmExports, pixCrmTargets } from '../../src/pix-schema.ts'
import { address, openExportHall, openimmoConfig, property } from './export-hall.ts'

/** One for all: each test has jobs and targets of its own. */
const room = await openExportHall(t)

/** OpenImmo 1.2.7, once more and by another hand than the product's: what may stand in what, and in which order. */
const openimmo: Record<string, string[]> = {
  openimmo: ['uebertragung', 'anbieter'],
  anbieter: ['anbieternr', 'firma', 'openimmo_anid', 'lizenzkennung', 'anhang', 'immobilie'],
  immobilie: (
    'objektkategorie geo kontaktperson weitere_adresse preise bieterverfahren versteigerung flaechen ausstattung ' +
    'zustand_angaben bewertung infrastruktur freitexte anhaenge verwaltung_objekt verwaltung_techn'
  ).split(' '),
  objektkategorie: ['nutzungsart', 'vermarktungsart', 'objektart'],
  geo: 'plz ort geokoordinaten strasse hausnummer bundesland land gemeindecode flur flurstueck'.split(' '),
  kontaktperson:
    'email_zentrale email_direkt email_privat tel_zentrale tel_durchw name vorname titel anrede firma'.split(' '),
  preise: 'kaufpreis kaufpreisnetto kaufpreisbrutto nettokaltmiete kaltmiete warmmiete nebenkosten waehrung'.split(' '),
  flaechen: 'wohnflaeche nutzflaeche gesamtflaeche grundstuecksflaeche anzahl_zimmer'.split(' '),
  freitexte: 'objekttitel dreizeiler lage ausstatt_beschr objektbeschreibung sonstige_angaben objekt_text'.split(' '),
  anhaenge: ['anhang'],
  anhang: ['anhangtitel', 'format', 'check', 'daten'],
  daten: ['pfad', 'anhanginhalt'],
  verwaltung_objekt: ['objektadresse_freigeben'],
  verwaltung_techn: 'objektnr_intern objektnr_extern aktion aktiv_von openimmo_obid kennung_ursprung stand_vom'.split(
    ' ',
  ),
}
const required: Record<string, string[]> = {
  openimmo: ['uebertragung', 'anbieter'],
  anbieter: ['anbieternr', 'firma', 'openimmo_anid', 'immobilie'],
  immobilie: ['objektkategorie', 'geo', 'kontaktperson', 'verwaltung_techn'],
  objektkategorie: ['nutzungsart', 'vermarktungsart', 'objektart'],
  kontaktperson: ['name'],
  anhang: ['format', 'daten'],
  verwaltung_techn: ['objektnr_extern', 'aktion', 'stand_vom'],
}

// biome-ignore lint/suspicious/noExplicitAny: the parser says so
type Node = Record<string, any>
const nameOf = (node: Node) => Object.keys(node).find((key) => key !== ':@') ?? ''

/** Faults of a document in order of appearance. */
function faultsIn(nodes: Node[]): string[] {
  return nodes.flatMap((node) => {
    const name = nameOf(node)
    const children = (node[name] as Node[]).filter((child) => nameOf(child) !== '#text')
    const order = openimmo[name]
    const names = children.map(nameOf)
    const places = names.map((child) => order?.indexOf(child) ?? 0)
    const lost = (required[name] ?? [])
      .filter((child) => !names.includes(child))
      .map((child) => `${name} lacks ${child}`)
    const strange = order ? names.filter((child) => !order.includes(child)).map((child) => `${name} has ${child}`) : []
    const isSorted = places.every((place, index) => index === 0 || place >= (places[index - 1] ?? 0))
    return [...lost, ...strange, ...(isSorted ? [] : [`${name} is not in order`]), ...faultsIn(children)]
  })
}

const orderedParser = new XMLParser({ preserveOrder: true, ignoreAttributes: false, trimValues: true })
const plainParser = new XMLParser({ ignoreAttributes: false, parseTagValue: false })

function unzip(t: Tap, bytes: Buffer) {
  const file = path.join(t.testdir(), 'export.zip')
  writeFileSync(file, bytes)
  const script =
    'import sys, zipfile, json, base64; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; ' +
    'print(json.dumps([[n, base64.b64encode(z.read(n)).decode()] for n in z.namelist()]))'
  const files = JSON.parse(execFileSync('python3', ['-c', script, file], { encoding: 'utf8' })) as [string, string][]
  return new Map(files.map(([name, text]) => [name, Buffer.from(text, 'base64')]))
}
type Tap = { testdir(): string }

const download = async (jobId: string, exportId: string) => {
  const answer = await room.hall.ask(`/api/pix/jobs/${jobId}/exports/${exportId}/file`, {}, 'operator')
  return { status: answer.status, bytes: Buffer.from(await answer.arrayBuffer()) }
}

t.test(
  '002-15 an OpenImmo archive: a part and a change, every element in its place, every image beside it',
  async (t) => {
    room.reset()
    const job = await room.addReleased({ jobNumber: 'PIX-7 <&> "x"' })
    const target_id = await room.addTarget('openimmo')
    const { status, body } = await room.askExport(job.id, { target_id })
    t.equal(status, 202)
    t.match(body, { status: 'queued', format: 'openimmo', missing_fields: [] })
    await room.work(body.id)
    t.match(await room.read(job.id, body.id), { status: 'done', error: null, attempts: 1 })
    const files = unzip(t, (await download(job.id, body.id)).bytes)
    t.same([...files.keys()], ['openimmo.xml', '001-living-room.jpg', '002-exterior.jpg'])
    const xml = files.get('openimmo.xml')?.toString() ?? ''
    t.equal(XMLValidator.validate(xml), true)
    t.same(faultsIn((orderedParser.parse(xml) as Node[]).filter((node) => nameOf(node) !== '?xml')), [])
    const { openimmo: read } = plainParser.parse(xml) as Node
    t.match(read.uebertragung, { '@_umfang': 'TEIL', '@_modus': 'CHANGE', '@_version': '1.2.7' })
    const { immobilie } = read.anbieter
    t.equal(read.anbieter.firma, openimmoConfig.company)
    t.match(immobilie.objektkategorie, {
      nutzungsart: { '@_WOHNEN': 'true', '@_GEWERBE': 'false' },
      vermarktungsart: { '@_KAUF': 'true', '@_MIETE_PACHT': 'false' },
      objektart: { haus: { '@_haustyp': 'EINFAMILIENHAUS' } },
    })
    t.match(immobilie.preise, { kaufpreis: '450000', waehrung: { '@_iso_waehrung': 'EUR' } })
    t.match(immobilie.verwaltung_techn, { objektnr_extern: 'PIX-7 <&> "x"', aktion: { '@_aktionart': 'CHANGE' } })
    t.match(immobilie.freitexte, { objekttitel: 'Wohnen am See', objektbeschreibung: 'Ein <Haus>.' })
    const { anhang } = immobilie.anhaenge
    t.same(
      anhang.map((each: Node) => [each['@_gruppe'], each['@_location'], each.format, each.daten.pfad]),
      [
        ['TITELBILD', 'EXTERN', 'jpg', '001-living-room.jpg'],
        ['AUSSENANSICHTEN', 'EXTERN', 'jpg', '002-exterior.jpg'],
      ],
    )
    for (const { anhangtitel, daten } of anhang) {
      t.ok([...anhangtitel].length <= 30)
      t.ok(files.has(daten.pfad))
    }
  },
)

t.test('002-15 the check of the order would see a fault', async (t) => {
  const wrong = '<anbieter><firma>x</firma><anbieternr>1</anbieternr><openimmo_anid>1</openimmo_anid><x/></anbieter>'
  t.same(faultsIn(orderedParser.parse(wrong) as Node[]), [
    ...['anbieter lacks immobilie', 'anbieter has x', 'anbieter is not in order'],
  ])
})

t.test('002-15 what OpenImmo cannot do without is asked for by name, and nothing is sent', async (t) => {
  room.reset()
  const bare = await room.addReleased({ property: { marketing: 'rent' }, address: null })
  const target_id = (
    await room.call('POST', '/api/pix/targets', {
      ...{ kind: 'openimmo', label: 'x', config: { ...openimmoConfig, openimmo_anid: '', contact_email: '' } },
    })
  ).body.id
  const { body } = await room.askExport(bare.id, { target_id })
  t.same(body.missing_fields, [
    ...['property.usage', 'property.object_type', 'property.rent', 'address.postal_code', 'address.city'],
    ...['target.openimmo_anid', 'target.contact_email'],
  ])
  t.match(body, { status: 'failed', remark: { code: 'export.missing_fields' } })
  await room.work(body.id)
  t.match(await room.read(bare.id, body.id), { attempts: 0 }, 'which is over')
  t.equal((await download(bare.id, body.id)).status, 404)
  for (const kind of ['onoffice', 'propstack'] as const) {
    const other = await room.addReleased({ externalIds: {} })
    const asked = await room.askExport(other.id, { target_id: await room.addTarget(kind) })
    t.same(asked.body.missing_fields, [`external_ids.${kind}`])
  }
})

t.test('002-15 what is there and cannot be read is told, and not taken for something else', async (t) => {
  room.reset()
  const wrong = { ...property, price: 'on request', currency: 'chf', living_area: '120 m²', plot_area: null, rooms: '' }
  const job = await room.addReleased({ property: wrong, address: { ...address, country: 'AT' } })
  const target_id = await room.addTarget('openimmo')
  t.same((await room.askExport(job.id, { target_id })).body.missing_fields, [
    ...['property.price', 'address.country', 'property.currency', 'property.living_area'],
  ])
  const right = { ...property, currency: 'CHF' }
  await room.call('PATCH', `/api/pix/jobs/${job.id}`, { property: right, address: { ...address, country: 'AUT' } })
  const { id } = (await room.askExport(job.id, { target_id })).body
  await room.work(id)
  const xml =
    unzip(t, (await download(job.id, id)).bytes)
      .get('openimmo.xml')
      ?.toString() ?? ''
  t.match(xml, 'iso_land="AUT"')
  t.match(xml, 'iso_waehrung="CHF"')
})

t.test(
  '002-15 FIO gets OpenImmo with the captions beside it; nobody in particular gets images and texts',
  async (t) => {
    room.reset()
    const job = await room.addReleased()
    const fio = (await room.askExport(job.id, { target_id: await room.addTarget('fio') })).body
    await room.work(fio.id)
    const names = [...unzip(t, (await download(job.id, fio.id)).bytes).keys()]
    for (const name of ['openimmo.xml', 'captions.txt', 'captions.json', '001-living-room.jpg'])
      t.ok(names.includes(name))
    const zip = (await room.askExport(job.id, { target_id: null })).body
    await room.work(zip.id)
    const files = unzip(t, (await download(job.id, zip.id)).bytes)
    for (const { filename } of job.images)
      t.ok(files.get(`images/${filename}`)?.equals(room.bytesOf(filename, 'gallery')), filename)
    t.ok(files.has('expose.json') && files.has('captions.txt'))
  },
)

t.test('002-15 the same content is handed over once, unless somebody asks for it again', async (t) => {
  room.reset()
  const job = await room.addReleased()
  const target_id = await room.addTarget('openimmo')
  const both = await Promise.all([room.askExport(job.id, { target_id }), room.askExport(job.id, { target_id })])
  t.same(both.map(({ status }) => status).sort(), [200, 202])
  t.equal(both[0]?.body.id, both[1]?.body.id, 'of two at once, the second finds the first')
  const first = both[0]?.body.id
  await room.work(first)
  t.match(await room.askExport(job.id, { target_id }), { status: 200, body: { id: first, status: 'done' } })
  await room.gateway.database.update(pixCrmExports).set({ storageKey: null, bytes: null })
  const cleaned = await room.askExport(job.id, { target_id })
  t.equal(cleaned.status, 202, 'an archive that was cleaned away is made again')
  await room.work(cleaned.body.id)
  const again = await room.askExport(job.id, { target_id, again: true })
  t.equal(again.status, 202)
  await room.work(again.body.id)
  await room.layOutGallery(job, job.images.slice(0, 1), { revision: 2 })
  t.equal((await room.askExport(job.id, { target_id })).status, 202, 'other content is another export')
  t.match((await room.call('GET', `/api/pix/jobs/${job.id}/exports`)).body.exports.length, 4)
})

t.test('002-15 only what is released is handed over', async (t) => {
  room.reset()
  const draft = await room.addDraft({ property, address })
  t.match(await room.askExport(draft.id, { target_id: null }), { body: { failure_reason: 'gallery_not_released' } })
  t.equal((await room.askExport(draft.id, { target_id: null }, 'viewer')).status, 403)
  const job = await room.addReleased()
  const { id } = (await room.askExport(job.id, { target_id: null })).body
  await room.call('POST', room.at(job.id, '/withdraw'))
  await room.work(id)
  t.match(await room.read(job.id, id), { status: 'failed', remark: { code: 'export.not_released' } })
  t.equal((await room.askExport('no-such-job', { target_id: null })).status, 404)
  const nobody = '00000000-0000-4000-8000-000000000000'
  t.match(await room.askExport(job.id, { target_id: nobody }), { body: { failure_reason: 'target_not_found' } })
})

t.test('002-15 an archive that lacks an image is not made', async (t) => {
  room.reset()
  const job = await room.addReleased()
  const { id } = (await room.askExport(job.id, { target_id: null })).body
  await room.gateway.store.delete(`pix-jobs/${job.id}/gallery/images/${job.images[0]?.filename}`)
  await t.rejects(room.work(id), 'which is one try of the queue')
  t.match(await room.read(job.id, id), { status: 'running', bytes: null, remark: { code: 'export.file_missing' } })
  await room.gateway.database.transaction((tx) => room.delivery.giveUpExport(tx, { exportId: id }))
  t.match(await room.read(job.id, id), { status: 'failed' })
})

t.test('002-18 keys of targets are sealed, never shown, and stay when they are not named', async (t) => {
  room.reset()
  const { kind, label, config, secret } = room.bodies.onoffice
  const made = await room.call('POST', '/api/pix/targets', { kind, label, config, secret })
  t.equal(made.status, 201)
  const { id } = made.body
  const renamed = await room.call('PUT', `/api/pix/targets/${id}`, { kind, label: 'Other', config })
  t.match(renamed.body, { label: 'Other', has_keys: true })
  const listed = await room.call('GET', '/api/pix/targets', undefined, 'viewer')
  const { rows } = await room.gateway.pool.query(
    'select coalesce(before::text, after::text) || after::text as told from audit',
  )
  const stored = await room.gateway.database.select().from(pixCrmTargets)
  for (const text of [JSON.stringify([made, renamed, listed]), JSON.stringify(rows), JSON.stringify(stored)]) {
    t.notMatch(text, secret.secret)
    t.notMatch(text, secret.token)
  }
  t.equal((await room.call('POST', '/api/pix/targets', room.bodies.fio, 'operator')).status, 403)
  const inside = { kind, label, config: { base_url: 'http://169.254.169.254/x' } }
  t.match(await room.call('POST', '/api/pix/targets', inside), {
    status: 422,
    body: { failure_reason: 'invalid_settings' },
  })
  t.equal((await room.call('DELETE', `/api/pix/targets/${id}`)).status, 204)
  t.equal((await room.call('GET', `/api/pix/targets/${id}`)).status, 404)
})

t.test('002-15 texts are cut between words', async (t) => {
  t.equal(limitText('Wohnzimmer mit Blick auf den See', 30), 'Wohnzimmer mit Blick auf den…')
  t.equal(limitText('kurz', 30), 'kurz')
  t.equal(limitText('Donaudampfschifffahrtsgesellschaft', 20), 'Donaudampfschifffah…')
  t.equal(limitText('a\n b\t c', 30), 'a b c')
  for (const text of ['Wohnzimmer, hell und groß, mit Ofen', '🏠'.repeat(40)])
    for (let most = 10; most < 40; most += 1) t.ok([...limitText(text, most)].length <= most)
})
