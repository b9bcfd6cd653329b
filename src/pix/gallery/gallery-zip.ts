import { Readable } from 'node:stream'
import type { Store } from '../../media/store.ts'
import { type ZipFile, zipOf } from '../../media/zip.ts'
import { writeCanonicalJson } from '../canonical-json.ts'
import type { PixLocale } from '../rooms.ts'
import { captionsOf, captionsShape, captionsText } from '../shapes/captions.ts'
import { galleryExposeShape } from '../shapes/gallery-expose.ts'
import type { GalleryImage, ShownGalleries, ShownGallery } from './shown-gallery.ts'

interface Dependencies {
  galleries: Pick<ShownGalleries, 'findFile' | 'requireStillShown'>
  store: Pick<Store, 'open' | 'prove'>
}

/** Images with their texts and the exposé, packed while they go out: one open file and no whole image in memory. */
export function createGalleryZip({ galleries, store }: Dependencies) {
  async function imageFile(gallery: ShownGallery, image: GalleryImage, name: string): Promise<ZipFile | undefined> {
    const file = await galleries.findFile(gallery, image, 'full')
    if (!file) {
      await store.prove()
      return undefined
    }
    return {
      ...{ name, bytes: file.bytes, modifiedAt: file.createdAt },
      async open() {
        const opened = await store.open(file.key)
        if (opened?.bytes === file.bytes) return opened.stream
        opened?.stream.destroy()
        // Gone, unless it is the whole store that is away.
        await store.prove()
        return undefined
      },
    }
  }

  async function* filesOf(gallery: ShownGallery, missing: string[]): AsyncGenerator<ZipFile> {
    const { expose } = gallery
    const at = new Date(expose.generated_at)
    yield textFile('expose.json', galleryExposeShape.write(expose), at)
    yield* captionFiles(gallery, at)
    for (const image of expose.images) {
      await galleries.requireStillShown(gallery)
      const file = await imageFile(gallery, image, image.path)
      if (file) yield file
      else missing.push(image.path)
    }
    if (missing.length > 0) yield textFile('NOT-IN-THIS-ARCHIVE.txt', Buffer.from(`${missing.join('\r\n')}\r\n`), at)
  }

  return {
    imageFile,
    /** Nobody shall believe to have all images when one was left out: the last file says so. */
    pack(gallery: ShownGallery): AsyncGenerator<Buffer> {
      const missing: string[] = []
      return zipOf(filesOf(gallery, missing), ({ name }) => missing.push(name))
    },
  }
}

export type GalleryZip = ReturnType<typeof createGalleryZip>

/** The texts of all images in one file each, and beside that two for each image. */
export function* captionFiles({ expose }: ShownGallery, at: Date): Generator<ZipFile> {
  const stemOf = captionStems(expose.images)
  for (const language of languagesOf(expose)) {
    const captions = captionsOf(expose, language)
    const ending = language === expose.locale_default ? '' : `.${language}`
    yield textFile(`captions${ending}.txt`, Buffer.from(captionsText(captions)), at)
    yield textFile(`captions${ending}.json`, captionsShape.write(captions), at)
    for (const file of captions.files) {
      const stem = `captions/${stemOf.get(file.filename)}${ending}`
      yield textFile(
        `${stem}.txt`,
        Buffer.from(`${[file.alt_text, file.caption_long].filter(Boolean).join('\n')}\n`),
        at,
      )
      yield textFile(`${stem}.json`, Buffer.from(writeCanonicalJson({ ...file, language })), at)
    }
  }
}

/** Names without their ending, and whole where two would be one, on any system: `a.jpg` beside `A.jpeg`. */
function captionStems(images: readonly GalleryImage[]): Map<string, string> {
  const stems = images.map(({ filename }) => [filename, filename.replace(/\.[^.]+$/, '')] as const)
  const isAlone = (stem: string) => {
    const folded = stem.toLowerCase()
    // `a.en.jpg` would be the English of `a.jpg`.
    return stems.filter(([, other]) => `${other.toLowerCase()}.`.startsWith(`${folded}.`)).length === 1
  }
  return new Map(stems.map(([filename, stem]) => [filename, isAlone(stem) ? stem : filename]))
}

const languagesOf = ({ available_locales, locale_default }: ShownGallery['expose']): PixLocale[] => [
  ...new Set([locale_default, ...available_locales]),
]

export const textFile = (name: string, content: Buffer, modifiedAt: Date): ZipFile => ({
  ...{ name, bytes: content.length, modifiedAt },
  open: async () => Readable.from([content]),
})
