import { mkdir, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { extensionOf, type ImageType, imageTypes } from '../media/image-type.ts'
import { UsageError } from './arguments.ts'
import type { Picture } from './picture-of-answer.ts'

interface SaverOptions {
  /** A folder, or a file for a single picture; undefined is beside the photo. */
  out: string | undefined
  slot: string
  /** How many pictures are to come at the most. */
  pictures: number
  /** The same photo many times is a measurement: its pictures are kept only where a folder is named for them. */
  isSeries: boolean
}

/** Writes a finished picture; resolves to its file, or null when it is not to be kept. */
export type PictureSaver = (picture: Picture, photoFile: string) => Promise<string | null>

/** Decides once where pictures go, and makes the folder. What is there already is never replaced. */
export async function createPictureSaver({ out, slot, pictures, isSeries }: SaverOptions): Promise<PictureSaver> {
  const folder = out !== undefined && (await isFolder(out)) ? out : undefined
  if (folder !== undefined) await mkdir(folder, { recursive: true }).catch(refuseFolder)
  if (out !== undefined && folder === undefined && pictures > 1) {
    throw new UsageError('--out must be a folder when more than one picture comes.')
  }
  const lastNumbers = new Map<string, number>()

  function wantedFile({ type }: Picture, photoFile: string): string {
    if (out !== undefined && folder === undefined) return out
    const { dir, name } = path.parse(photoFile)
    const slotInName = slot.replaceAll(/[^\w.-]+/g, '-')
    return path.join(folder ?? dir, `${name}-${slotInName}.${extensionFor(type)}`)
  }

  return async function savePicture(picture, photoFile) {
    if (isSeries && folder === undefined) return null
    const wanted = wantedFile(picture, photoFile)
    for (;;) {
      // Remembered, because the thousandth picture should not have to knock at 999 doors.
      const number = (lastNumbers.get(wanted) ?? 0) + 1
      lastNumbers.set(wanted, number)
      const file = number === 1 ? wanted : numbered(wanted, number)
      if (await writeIfFree(file, picture.bytes)) return file
    }
  }
}

/** What is there is what it is; a name that is still free is a folder unless it has an extension. */
async function isFolder(out: string): Promise<boolean> {
  const found = await stat(out).catch(() => null)
  if (found) return found.isDirectory()
  return /[\\/]$/.test(out) || path.extname(out) === ''
}

function refuseFolder(cause: NodeJS.ErrnoException): never {
  throw new UsageError(`The folder for the pictures cannot be made (${cause.code}).`, { cause })
}

function numbered(file: string, number: number): string {
  const { dir, name, ext } = path.parse(file)
  return path.join(dir, `${name}-${number}${ext}`)
}

/** The file system decides, so that two programs at once cannot choose the same name. */
async function writeIfFree(file: string, bytes: Buffer): Promise<boolean> {
  try {
    await writeFile(file, bytes, { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

function extensionFor(type: string): string {
  const known = imageTypes.find((imageType): imageType is ImageType => imageType === type)
  // The type is the server's word: nothing in it may lead out of the folder.
  return known ? extensionOf(known) : type.replace(/^image\//, '').replaceAll(/[^a-z0-9]+/g, '-')
}
