import type { GalleryImage } from '../gallery/shown-gallery.ts'
import type { Handover } from './handover.ts'
import type { createOnofficeClient, OnofficeFile } from './onoffice-client.ts'
import { coverFirst } from './openimmo/write-openimmo.ts'
import type { RemoteIds } from './remote-ids.ts'

type Client = ReturnType<typeof createOnofficeClient>

interface Push {
  client: Client
  handover: Handover
  estateId: string
  ids: RemoteIds
  readImage(image: GalleryImage): Promise<Buffer>
  signal: AbortSignal
}

/** Its name on the other side tells of its content: a file that is there already is known again, whoever has died. */
const nameOf = ({ image_id, sha256 }: GalleryImage) => `pix-${image_id}-${sha256.slice(0, 12)}.jpg`

/**
 * Images of an estate, its cover first, then its texts. Each image is looked for before it is sent: by the id that it got
 * here before, or by its name. What it replaces goes once it is there, and nothing goes that we have not brought.
 */
export async function pushToOnoffice({ client, handover, estateId, ids, readImage, signal }: Push): Promise<void> {
  const { gallery, texts } = handover
  const { locale } = gallery.job
  const there = await client.listFiles(estateId, signal)

  const aboutOf = (image: GalleryImage, position: number) => ({
    Art: artOf(image),
    title: image.caption_short[locale] || image.room_label[locale],
    freetext: image.caption_long[locale] ?? '',
    position,
  })

  async function bring(image: GalleryImage, position: number): Promise<void> {
    const piece = `image:${image.image_id}`
    const known = ids.get(piece)
    const name = nameOf(image)
    const found = there.find((file) => file.originalname === name)
    const about = aboutOf(image, position)
    if (!found) {
      const bytes = await readImage(image)
      const file = { ...about, file: name, relatedRecordId: estateId }
      await ids.set({ [piece]: await client.addFile(bytes, file, signal), ...pastOf(piece, known) })
      return
    }
    if (known !== found.id) await ids.set({ [piece]: found.id, ...pastOf(piece, known) })
    if (!isAsSaid(found, about)) await client.changeFile(estateId, found.id, about, signal)
  }

  for (const [position, image] of coverFirst(gallery.expose.images).entries()) {
    signal.throwIfAborted()
    await bring(image, position)
  }
  await removePast()
  await client.changeEstate(estateId, textsFor(texts), signal)

  /** What an earlier export has brought, and this one does not have. */
  async function removePast(): Promise<void> {
    const wanted = new Set(gallery.expose.images.map(({ image_id }) => `image:${image_id}`))
    const left = await client.listFiles(estateId, signal)
    for (const file of left) {
      const imageId = /^pix-([0-9a-f-]{36})-[0-9a-f]{12}\.jpg$/.exec(file.originalname ?? '')?.[1]
      if (imageId === undefined || [...wanted].some((piece) => ids.get(piece) === file.id)) continue
      if (!ids.all('past').includes(file.id) && ids.get(`image:${imageId}`) !== file.id) continue
      await client.removeFile(estateId, file.id, signal)
    }
  }
}

/** It is still there, and goes when its successor has come. */
const pastOf = (piece: string, known: string | undefined) =>
  known === undefined ? {} : { [`past:${piece.slice('image:'.length)}:${known}`]: known }

function artOf({ is_cover, room_type, view_type }: GalleryImage): string {
  if (is_cover) return 'Titelbild'
  if (view_type === 'floor_plan' || room_type === 'floor_plan') return 'Grundriss'
  if (room_type === 'site_plan') return 'Lageplan'
  return view_type === 'panorama' ? 'Panorama' : 'Foto'
}

const isAsSaid = (file: OnofficeFile, about: { Art: string; title: string; freetext: string; position: number }) =>
  file.type === about.Art &&
  (file.title ?? '') === about.title &&
  (file.freetext ?? '') === about.freetext &&
  file.position === about.position

/** An empty text of ours takes nobody's text away. */
function textsFor(texts: Handover['texts']): Record<string, string> {
  const named = {
    objekttitel: texts.headline,
    dreizeiler: texts.short,
    lage: texts.location,
    ausstatt_beschr: texts.features,
    objektbeschreibung: texts.description,
    sonstige_angaben: texts.other,
  }
  return Object.fromEntries(Object.entries(named).filter(([, text]) => text !== ''))
}
