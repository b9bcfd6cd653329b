import type { RoomType } from '../../api/pix-images.ts'

/** In the order of an exposé. One that the gateway knows and that is missing here does not compile. */
const places = {
  living_room: true,
  living_kitchen: true,
  studio: true,
  conservatory: true,
  kitchen: true,
  dining_room: true,
  bedroom: true,
  children_room: true,
  guest_room: true,
  office: true,
  fitness_room: true,
  hallway: true,
  corridor: true,
  stairs: true,
  bathroom: true,
  guest_wc: true,
  built_in_closet: true,
  closet: true,
  walk_in_closet: true,
  storage: true,
  pantry: true,
  utility_room: true,
  laundry_room: true,
  basement: true,
  attic: true,
  balcony: true,
  terrace: true,
  roof_terrace: true,
  courtyard: true,
  garden: true,
  driveway: true,
  garage: true,
  carport: true,
  outbuilding: true,
  exterior: true,
  street: true,
  floor_plan: true,
  site_plan: true,
  undefined_space: true,
} satisfies Record<RoomType, true>

export const roomTypes = Object.keys(places) as RoomType[]

export const isRoomType = (name: string): name is RoomType => Object.hasOwn(places, name)
