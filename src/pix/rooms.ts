/** The languages that rooms, captions and exposés are written in. */
export const pixLocales = ['de', 'en'] as const
export type PixLocale = (typeof pixLocales)[number]

interface Room {
  de: string
  en: string
  category: 'interior' | 'exterior' | 'document' | 'unknown'
  /** Other names of it, as `foldWord` writes them. Its id and its labels are known by themselves. */
  synonyms: readonly string[]
}

/** In the order of an exposé: from what people live in to what is around it; what nobody knows comes last. */
export const rooms = {
  living_room: {
    de: 'Wohnzimmer',
    en: 'Living room',
    category: 'interior',
    synonyms: ['livingroom', 'living', 'liv', 'wohn', 'wohnbereich', 'wohnraum', 'salon', 'lounge'],
  },
  living_kitchen: {
    de: 'Wohnküche',
    en: 'Living kitchen',
    category: 'interior',
    synonyms: ['livingkitchen', 'open_kitchen'],
  },
  studio: { de: 'Studio', en: 'Studio', category: 'interior', synonyms: ['atelier', 'apartment', 'einzimmerwohnung'] },
  conservatory: {
    de: 'Wintergarten',
    en: 'Conservatory',
    category: 'interior',
    synonyms: ['winter_garden', 'sunroom'],
  },
  kitchen: {
    de: 'Küche',
    en: 'Kitchen',
    category: 'interior',
    synonyms: ['kit', 'kochen', 'kochbereich', 'kitchenette'],
  },
  dining_room: {
    de: 'Esszimmer',
    en: 'Dining room',
    category: 'interior',
    synonyms: ['diningroom', 'dining', 'din', 'essbereich', 'essen'],
  },
  bedroom: {
    de: 'Schlafzimmer',
    en: 'Bedroom',
    category: 'interior',
    synonyms: ['bed', 'bed_room', 'schlafen', 'schlafraum', 'masterbedroom', 'master_bedroom', 'elternschlafzimmer'],
  },
  children_room: {
    de: 'Kinderzimmer',
    en: 'Children’s room',
    category: 'interior',
    synonyms: ['children', 'childrens_room', 'kids', 'kids_room', 'kidsroom', 'kind', 'nursery'],
  },
  guest_room: { de: 'Gästezimmer', en: 'Guest room', category: 'interior', synonyms: ['guestroom', 'guest', 'gast'] },
  office: {
    de: 'Arbeitszimmer',
    en: 'Office',
    category: 'interior',
    synonyms: ['off', 'buero', 'study', 'home_office', 'homeoffice', 'arbeiten'],
  },
  fitness_room: {
    de: 'Fitnessraum',
    en: 'Fitness room',
    category: 'interior',
    synonyms: ['fitness', 'gym', 'hobbyraum', 'hobby', 'hobby_room'],
  },
  hallway: {
    de: 'Flur',
    en: 'Hallway',
    category: 'interior',
    synonyms: ['hall', 'ent', 'entry', 'entrance', 'entrance_hall', 'diele', 'eingang', 'eingangsbereich', 'garderobe'],
  },
  corridor: { de: 'Gang', en: 'Corridor', category: 'interior', synonyms: ['korridor'] },
  stairs: {
    de: 'Treppe',
    en: 'Stairs',
    category: 'interior',
    synonyms: ['treppenhaus', 'staircase', 'stairway', 'stairwell'],
  },
  bathroom: {
    de: 'Badezimmer',
    en: 'Bathroom',
    category: 'interior',
    synonyms: ['bad', 'bath', 'hauptbad', 'duschbad', 'wannenbad', 'dusche', 'shower', 'shower_room', 'ensuite'],
  },
  guest_wc: {
    de: 'Gäste-WC',
    en: 'Guest WC',
    category: 'interior',
    synonyms: ['gaestebad', 'wc', 'wc_separat', 'toilette', 'toilet', 'guest_toilet', 'guest_bathroom'],
  },
  built_in_closet: {
    de: 'Einbauschrank',
    en: 'Built-in closet',
    category: 'interior',
    synonyms: ['builtin_closet', 'built_in_wardrobe'],
  },
  closet: { de: 'Schrank', en: 'Closet', category: 'interior', synonyms: ['wardrobe', 'kleiderschrank'] },
  walk_in_closet: {
    de: 'Ankleidezimmer',
    en: 'Walk-in closet',
    category: 'interior',
    synonyms: ['ankleide', 'ankleideraum', 'dressing', 'dressing_room'],
  },
  storage: {
    de: 'Abstellraum',
    en: 'Storage',
    category: 'interior',
    synonyms: ['abstellkammer', 'lager', 'storage_room'],
  },
  pantry: { de: 'Speisekammer', en: 'Pantry', category: 'interior', synonyms: ['vorratskammer', 'vorratsraum'] },
  utility_room: {
    de: 'Hauswirtschaftsraum',
    en: 'Utility room',
    category: 'interior',
    synonyms: ['hwr', 'utility', 'technikraum', 'technik', 'heizraum'],
  },
  laundry_room: { de: 'Waschküche', en: 'Laundry room', category: 'interior', synonyms: ['laundry', 'waschraum'] },
  basement: { de: 'Keller', en: 'Basement', category: 'interior', synonyms: ['cellar', 'kellerraum'] },
  attic: { de: 'Dachboden', en: 'Attic', category: 'interior', synonyms: ['speicher', 'dachgeschoss', 'loft'] },
  balcony: { de: 'Balkon', en: 'Balcony', category: 'exterior', synonyms: ['bal', 'loggia'] },
  terrace: { de: 'Terrasse', en: 'Terrace', category: 'exterior', synonyms: ['ter', 'veranda', 'patio', 'porch'] },
  roof_terrace: { de: 'Dachterrasse', en: 'Roof terrace', category: 'exterior', synonyms: ['rooftop', 'roofterrace'] },
  courtyard: { de: 'Innenhof', en: 'Courtyard', category: 'exterior', synonyms: ['hof'] },
  garden: { de: 'Garten', en: 'Garden', category: 'exterior', synonyms: ['gar', 'yard', 'backyard', 'vorgarten'] },
  driveway: { de: 'Einfahrt', en: 'Driveway', category: 'exterior', synonyms: ['stellplatz', 'parkplatz', 'parking'] },
  garage: { de: 'Garage', en: 'Garage', category: 'exterior', synonyms: ['tiefgarage'] },
  carport: { de: 'Carport', en: 'Carport', category: 'exterior', synonyms: [] },
  outbuilding: {
    de: 'Nebengebäude',
    en: 'Outbuilding',
    category: 'exterior',
    synonyms: ['schuppen', 'shed', 'gartenhaus'],
  },
  exterior: {
    de: 'Außenansicht',
    en: 'Exterior',
    category: 'exterior',
    synonyms: [
      'ext',
      'aussen',
      'fassade',
      'facade',
      'front',
      'umgebung',
      'pool',
      'haus',
      'house',
      'outside',
      'outdoor',
    ],
  },
  street: { de: 'Straße', en: 'Street', category: 'exterior', synonyms: ['strassenansicht', 'street_view'] },
  floor_plan: { de: 'Grundriss', en: 'Floor plan', category: 'document', synonyms: ['floorplan', 'plan'] },
  site_plan: { de: 'Lageplan', en: 'Site plan', category: 'document', synonyms: ['siteplan', 'karte', 'map'] },
  undefined_space: {
    de: 'Raum',
    en: 'Room',
    category: 'unknown',
    synonyms: ['undef', 'undefined', 'unknown', 'leerer_raum', 'generell', 'zimmer', 'sonstiges'],
  },
} as const satisfies Record<string, Room>

export type RoomType = keyof typeof rooms

export const roomTypes = Object.keys(rooms) as [RoomType, ...RoomType[]]

/** The place of a room in an exposé, from 0. */
export const roomRank = (room: RoomType): number => roomTypes.indexOf(room)

/** How the picture looks at it. */
export const viewTypes = [
  'interior_wide',
  'interior_detail',
  'exterior_front',
  'exterior_back',
  'exterior_side',
  'aerial',
  'view_out',
  'floor_plan',
  'panorama',
  'other',
] as const

const written: Record<string, string> = { ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss', æ: 'ae', ø: 'oe' }

/** One way to write a word: `Gäste-WC`, `gaeste_wc` and `GAESTE WC` are the same. */
export function foldWord(text: string): string {
  return text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[äöüßæø]/g, (letter) => written[letter] ?? letter)
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_|_$/g, '')
}

const namesOf = (room: RoomType) => [room, rooms[room].de, rooms[room].en, ...rooms[room].synonyms]

const roomOfWord = new Map(roomTypes.flatMap((room) => namesOf(room).map((name) => [foldWord(name), room] as const)))

/** `BED2` and `bad_1` are rooms with a number. */
const withoutNumber = (word: string) => word.replace(/_?\d{1,2}$/, '')

const roomOf = (word: string) => roomOfWord.get(word) ?? roomOfWord.get(withoutNumber(word))

/**
 * The room that a name speaks of: all of it, or else its longest beginning or end that is a room, as in `schlafzimmer_og`
 * and `grosses_bad`. Undefined when none of it is.
 */
export function findRoom(name: string): RoomType | undefined {
  const words = foldWord(name).split('_').slice(0, 12)
  const whole = roomOf(words.join('_'))
  if (whole) return whole
  for (let length = words.length - 1; length > 0; length -= 1) {
    const found = roomOf(words.slice(0, length).join('_')) ?? roomOf(words.slice(-length).join('_'))
    if (found) return found
  }
  return undefined
}
