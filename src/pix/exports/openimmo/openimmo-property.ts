import { z } from 'zod'
import type { PixJob } from '../../gallery/release.ts'
import type { OpenimmoConfig } from '../target-wish.ts'
import { openimmoOrder } from './openimmo-order.ts'

/** Words of the job's `property`, in OpenImmo's. */
const usages = { residential: 'WOHNEN', commercial: 'GEWERBE', investment: 'ANLAGE', temporary: 'WAZ' } as const
const marketings = { sale: 'KAUF', rent: 'MIETE_PACHT', leasehold: 'ERBPACHT', leasing: 'LEASING' } as const

/** The attribute that says more of a kind of object; kinds of one name take theirs from it. */
const subtypeAttributes: Record<string, string> = {
  ...{ zimmer: 'zimmertyp', wohnung: 'wohnungtyp', haus: 'haustyp', grundstueck: 'grundst_typ' },
  ...{ buero_praxen: 'buero_typ', einzelhandel: 'handel_typ', gastgewerbe: 'gastgew_typ' },
  ...{ hallen_lager_prod: 'hallen_typ', land_und_forstwirtschaft: 'land_typ', parken: 'parken_typ' },
  ...{ sonstige: 'sonstige_typ', freizeitimmobilie_gewerblich: 'freizeit_typ', zinshaus_renditeobjekt: 'zins_typ' },
}

const kinds = openimmoOrder.objektart as readonly string[]
const amount = z.number().positive().max(1e12)
const word = z.string().trim().min(1).max(200)

/** What an export reads of a job's `property`; the rest of it is for others. */
const fields = {
  usage: z.enum(Object.keys(usages) as [keyof typeof usages]),
  marketing: z.enum(Object.keys(marketings) as [keyof typeof marketings]),
  object_type: z.string().refine((kind) => kinds.includes(kind)),
  object_subtype: z.string().regex(/^[A-Z0-9_-]{1,40}$/),
  price: amount,
  rent: amount,
  service_charges: amount,
  currency: z.string().regex(/^[A-Z]{3}$/),
  living_area: amount,
  plot_area: amount,
  rooms: amount,
}

type Fields = { [Name in keyof typeof fields]?: z.infer<(typeof fields)[Name]> }

export interface OpenimmoProperty extends Fields {
  nutzungsart: string | undefined
  vermarktungsart: string | undefined
  subtypeAttribute: string | undefined
}

/** What is not as it must be is missing. */
export function readProperty(property: Readonly<Record<string, unknown>>): OpenimmoProperty {
  const read: Record<string, unknown> = {}
  for (const [name, schema] of Object.entries(fields)) {
    const parsed = schema.safeParse(property[name])
    if (parsed.success) read[name] = parsed.data
  }
  const found = read as Fields
  return {
    ...found,
    nutzungsart: found.usage && usages[found.usage],
    vermarktungsart: found.marketing && marketings[found.marketing],
    subtypeAttribute: found.object_type && subtypeAttributes[found.object_type],
  }
}

/** What is there and cannot be read: left out, or taken for something else, an export would say what is not so. */
function findUnreadable(property: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(fields).flatMap(([name, schema]) => {
    const value = property[name] ?? ''
    return value === '' || schema.safeParse(value).success ? [] : [name]
  })
}

/** As OpenImmo wants it, after ISO 3166-1. */
const countryPattern = /^[A-Z]{3}$/

/** What a receiver cannot do without, by the names under which people enter it. */
export function findMissingForOpenimmo({ property, address }: PixJob, config: OpenimmoConfig): string[] {
  const found = readProperty(property)
  const place = address ?? {}
  const has = (text: string | undefined) => word.safeParse(text).success
  const isBought = found.marketing === 'sale' || found.marketing === 'leasehold'
  const price = isBought ? 'price' : 'rent'
  const checks: [name: string, isThere: boolean][] = [
    ['property.usage', found.usage !== undefined],
    ['property.marketing', found.marketing !== undefined],
    ['property.object_type', found.object_type !== undefined],
    [`property.${price}`, found.marketing === undefined || found[price] !== undefined],
    ['address.postal_code', has(place.postal_code)],
    ['address.city', has(place.city)],
    ['address.country', !place.country || countryPattern.test(place.country)],
    ...(['provider_number', 'company', 'openimmo_anid', 'contact_name', 'contact_email'] as const).map(
      (name): [string, boolean] => [`target.${name}`, has(config[name])],
    ),
  ]
  const missing = checks.filter(([, isThere]) => !isThere).map(([name]) => name)
  return [...new Set([...missing, ...findUnreadable(property).map((name) => `property.${name}`)])]
}
