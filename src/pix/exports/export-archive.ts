import type { Store } from '../../media/store.ts'
import { type ZipFile, zipOf } from '../../media/zip.ts'
import { captionFiles, type GalleryZip, textFile } from '../gallery/gallery-zip.ts'
import { galleryExposeShape } from '../shapes/gallery-expose.ts'
import { ExportError } from './export-error.ts'
import { remarksOfExports } from './export-sentences.ts'
import type { Handover } from './handover.ts'
import { attachmentName, writeOpenimmo } from './openimmo/write-openimmo.ts'
import { readOpenimmoConfig } from './target-wish.ts'

interface Dependencies {
  zip: Pick<GalleryZip, 'imageFile'>
  store: Pick<Store, 'write'>
}

const missingFile = () => new ExportError('again', remarksOfExports.say('file_missing').text)

/** Archives for programs: one that lacks an image is not made at all. */
export function createExportArchive({ zip, store }: Dependencies) {
  async function* filesOf(handover: Handover, at: Date): AsyncGenerator<ZipFile> {
    const { gallery, target } = handover
    if (target) yield textFile('openimmo.xml', writeOpenimmo(handover, readOpenimmoConfig(target.config), at), at)
    else yield textFile('expose.json', galleryExposeShape.write(gallery.expose), at)
    if (target?.kind !== 'openimmo') yield* captionFiles(gallery, at)
    for (const image of gallery.expose.images) {
      const file = await zip.imageFile(gallery, image, target ? attachmentName(image) : image.path)
      if (!file) throw missingFile()
      yield file
    }
  }

  /** Resolves to its bytes. On failure nothing is left. */
  return async function writeArchive(handover: Handover, key: string, at: Date): Promise<number> {
    const whole = zipOf(filesOf(handover, at), () => {
      throw missingFile()
    })
    return store.write(key, whole, { type: 'application/zip' })
  }
}

export type WriteArchive = ReturnType<typeof createExportArchive>
