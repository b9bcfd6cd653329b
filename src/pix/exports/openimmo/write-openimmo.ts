import manifest from '../../../../package.json' with { type: 'json' }
import type { GalleryImage } from '../../gallery/shown-gallery.ts'
import { rooms } from '../../rooms.ts'
import type { Handover } from '../handover.ts'
import type { OpenimmoConfig } from '../target-wish.ts'
import { limitText } from '../text-limit.ts'
import { openimmoOrder } from './openimmo-order.ts'
import { readProperty } from './openimmo-property.ts'
import { type Element, element, field, writeXml } from './xml.ts'

/** Beside the document, without folders: what its `pfad` names. Of letters that every receiver takes. */
export const attachmentName = ({ position, room_type }: GalleryImage): string =>
  `${String(position).padStart(3, '0')}-${room_type.replaceAll('_', '-')}.jpg`

/**
 * One object of one provider. It always is a part (TEIL) and a change (CHANGE): a whole transfer would delete every
 * object that is not in it.
 */
export function writeOpenimmo({ gallery, texts }: Handover, config: OpenimmoConfig, at: Date): Buffer {
  const { job, expose } = gallery
  const immobilie = element('immobilie', {}, [
    kindOf(job.property),
    placeOf(job.address ?? {}),
    element('kontaktperson', {}, [
      field('email_zentrale', config.contact_email),
      field('tel_zentrale', config.contact_phone),
      field('name', config.contact_name),
      field('firma', config.company),
    ]),
    pricesOf(job.property),
    sizesOf(job.property),
    element('freitexte', {}, [
      field('objekttitel', limitText(texts.headline, config.headline_characters)),
      field('dreizeiler', texts.short),
      field('lage', texts.location),
      field('ausstatt_beschr', texts.features),
      field('objektbeschreibung', texts.description),
      field('sonstige_angaben', texts.other),
    ]),
    element(
      'anhaenge',
      {},
      coverFirst(expose.images).map((image) => attachmentOf(image, job.locale, config)),
    ),
    // The receiver has the address; whether portals show it is theirs to say.
    element('verwaltung_objekt', {}, [field('objektadresse_freigeben', 'false')]),
    element('verwaltung_techn', {}, [
      field('objektnr_intern', job.jobNumber),
      field('objektnr_extern', job.externalIds.openimmo ?? job.jobNumber),
      element('aktion', { aktionart: 'CHANGE' }),
      field('openimmo_obid', job.externalIds.openimmo_obid),
      field('stand_vom', at.toISOString().slice(0, 10)),
    ]),
  ])
  const transfer = {
    ...{ art: 'OFFLINE', umfang: 'TEIL', modus: 'CHANGE', version: '1.2.7' },
    ...{ sendersoftware: 'PhotoChanger', senderversion: manifest.version, techn_email: config.technical_email },
    timestamp: at.toISOString().slice(0, 19),
  }
  const root = element('openimmo', {}, [
    element('uebertragung', transfer),
    element('anbieter', {}, [
      field('anbieternr', config.provider_number),
      field('firma', config.company),
      field('openimmo_anid', config.openimmo_anid),
      immobilie,
    ]),
  ])
  return writeXml(root, openimmoOrder)
}

export const coverFirst = (images: readonly GalleryImage[]): GalleryImage[] =>
  images.toSorted((one, other) => Number(other.is_cover) - Number(one.is_cover) || one.position - other.position)

type Details = Readonly<Record<string, unknown>>

function kindOf(details: Details): Element {
  const { nutzungsart, vermarktungsart, object_type = '', object_subtype, subtypeAttribute } = readProperty(details)
  const only = (names: readonly string[], chosen: string | undefined) =>
    Object.fromEntries(names.map((name) => [name, String(name === chosen)]))
  const subtype = object_subtype && subtypeAttribute ? { [subtypeAttribute]: object_subtype } : {}
  return element('objektkategorie', {}, [
    element('nutzungsart', only(['WOHNEN', 'GEWERBE', 'ANLAGE', 'WAZ'], nutzungsart)),
    element('vermarktungsart', only(['KAUF', 'MIETE_PACHT', 'ERBPACHT', 'LEASING'], vermarktungsart)),
    element('objektart', {}, [element(object_type, subtype)]),
  ])
}

const placeOf = ({ postal_code, city, street, house_number, country }: Readonly<Record<string, string>>): Element =>
  element('geo', {}, [
    field('plz', postal_code),
    field('ort', city),
    field('strasse', street),
    field('hausnummer', house_number),
    element('land', { iso_land: country || 'DEU' }),
  ])

function pricesOf(details: Details): Element {
  const { price, rent, service_charges, currency = 'EUR' } = readProperty(details)
  return element('preise', {}, [
    field('kaufpreis', price),
    field('nettokaltmiete', rent),
    field('nebenkosten', service_charges),
    element('waehrung', { iso_waehrung: currency }),
  ])
}

function sizesOf(details: Details): Element | null {
  const { living_area, plot_area, rooms: count } = readProperty(details)
  if (living_area === undefined && plot_area === undefined && count === undefined) return null
  return element('flaechen', {}, [
    field('wohnflaeche', living_area),
    field('grundstuecksflaeche', plot_area),
    field('anzahl_zimmer', count),
  ])
}

function groupOf({ is_cover, room_type, view_type }: GalleryImage): string {
  if (is_cover) return 'TITELBILD'
  if (view_type === 'floor_plan' || room_type === 'floor_plan') return 'GRUNDRISS'
  if (view_type === 'panorama') return 'PANORAMA'
  if (room_type === 'site_plan') return 'KARTEN_LAGEPLAN'
  const groups = { interior: 'INNENANSICHTEN', exterior: 'AUSSENANSICHTEN', document: 'DOKUMENTE', unknown: 'BILD' }
  return groups[rooms[room_type].category]
}

function attachmentOf(image: GalleryImage, locale: 'de' | 'en', config: OpenimmoConfig): Element {
  const title = image.caption_short[locale] || image.room_label[locale]
  return element('anhang', { location: 'EXTERN', gruppe: groupOf(image) }, [
    field('anhangtitel', limitText(title, config.image_title_characters)),
    field('format', config.image_format),
    element('daten', {}, [field('pfad', attachmentName(image))]),
  ])
}
