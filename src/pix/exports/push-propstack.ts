import type { GalleryImage } from '../gallery/shown-gallery.ts'
import type { Handover } from './handover.ts'
import { coverFirst } from './openimmo/write-openimmo.ts'
import type { createPropstackClient, PropstackPiece } from './propstack-client.ts'
import type { RemoteIds } from './remote-ids.ts'

type Client = ReturnType<typeof createPropstackClient>

interface Push {
  client: Client
  handover: Handover
  unitId: string
  ids: RemoteIds
  readImage(image: GalleryImage): Promise<Buffer>
  signal: AbortSignal
}

interface Way {
  /** Of pieces in the row. */
  kind: 'image' | 'document'
  add: Client['addImage']
  change: Client['changeImage']
}

const isFloorPlan = ({ room_type, view_type }: GalleryImage) => room_type === 'floor_plan' || view_type === 'floor_plan'

/**
 * Images of a unit, its cover first, floor plans as documents, then the texts. Nothing there tells whose a piece is, so
 * what is about to be sent is written down before, and its id after: of a piece that was begun and got no id, one is
 * taken that is there under its title and that nobody here knows.
 */
export async function pushToPropstack({ client, handover, unitId, ids, readImage, signal }: Push): Promise<void> {
  const { gallery, texts } = handover
  const { locale } = gallery.job
  const there = await client.readUnit(unitId, signal)
  const ways: Record<Way['kind'], Way & { there: PropstackPiece[] | undefined }> = {
    image: { kind: 'image', add: client.addImage, change: client.changeImage, there: there.images },
    document: { kind: 'document', add: client.addFloorPlan, change: client.changeFloorPlan, there: there.documents },
  }

  async function bring(image: GalleryImage): Promise<void> {
    const way = ways[isFloorPlan(image) ? 'document' : 'image']
    const title = image.caption_short[locale] || image.room_label[locale]
    const piece = `${way.kind}:${image.image_id}`
    const [sha, begun] = [`sha:${image.image_id}`, `begun:${image.image_id}`]
    const known = findKnown(way, piece, begun, title)
    if (known === undefined) {
      const bytes = await readImage(image)
      await ids.set({ [begun]: title })
      const id = await way.add(unitId, title, bytes, signal)
      await ids.set({ [piece]: id, [sha]: image.sha256, [begun]: undefined })
      return
    }
    const isSame = ids.get(sha) === image.sha256
    await way.change(known, title, isSame ? undefined : await readImage(image), signal)
    await ids.set({ [piece]: known, [sha]: image.sha256, [begun]: undefined })
  }

  function findKnown({ there, kind }: (typeof ways)['image'], piece: string, begun: string, title: string) {
    const known = ids.get(piece)
    // Where nobody tells what is there, what was brought is; it would be there twice.
    if (there === undefined) return known
    // Somebody may have removed it there.
    if (known !== undefined) return there.some(({ id }) => id === known) ? known : undefined
    const titleThen = ids.get(begun)
    if (titleThen === undefined) return undefined
    const taken = new Set(ids.all(kind))
    return there.find(({ id, title: is }) => !taken.has(id) && (is === titleThen || is === title))?.id
  }

  for (const image of coverFirst(gallery.expose.images)) {
    signal.throwIfAborted()
    await bring(image)
  }
  const named = {
    title: texts.headline,
    description_note: texts.description,
    furnishing_note: texts.features,
    location_note: texts.location,
    other_note: texts.other,
  }
  // An empty text of ours takes nobody's text away.
  await client.changeUnit(unitId, Object.fromEntries(Object.entries(named).filter(([, text]) => text !== '')), signal)
}
