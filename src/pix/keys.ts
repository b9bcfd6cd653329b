import { keepName, requireFileName } from './file-names.ts'
import { isId } from './ids.ts'
import { isVersion, type Version } from './versions.ts'

/**
 * The only place that builds keys of the pix.immo side, and takes them apart again. Pictures live in two trees: by shoot
 * and image (`raw/ archive/ master/ analysis/ edits/`) and by job and file name (`pix-jobs/`).
 */

/** What is written here first and moved to its place later. Nobody looks here but the writer; what stays is swept up. */
const temporary = 'pix-temporary'
const jobs = 'pix-jobs'
/** What was handed to customers' programs as a file. */
const exportsFolder = 'pix-exports'

/** Below `{prefix}/{shoot_id}/`. */
const shootAreas = ['raw', 'archive', 'master', 'analysis', 'edits'] as const

/** Below `pix-jobs/{job_id}/`. */
const jobFolders = {
  final_input: 'final_input',
  thumbs: 'pipeline/thumbs',
  depth: 'pipeline/depth',
  segments: 'pipeline/segments',
  meta: 'pipeline/meta',
  image_meta: 'pipeline/meta/images',
  gallery: 'gallery',
  gallery_images: 'gallery/images',
} as const

type ShootArea = (typeof shootAreas)[number]
type JobArea = keyof typeof jobFolders
type Area = ShootArea | JobArea

export interface ImageAddress {
  shootId: string
  imageId: string
}

function id(text: string): string {
  if (!isId(text)) throw new Error('not an id of a key')
  return text
}

function count(number: number): number {
  if (!Number.isSafeInteger(number) || number < 1) throw new Error('not a number of a key')
  return number
}

const maskName = (name: string) => {
  if (!/^[a-z0-9][a-z0-9_-]{0,63}$/.test(name)) throw new Error('not a name of a mask')
  return name
}

const shootFolder = (area: ShootArea, shootId: string) => `${area}/${id(shootId)}`
const jobFolder = (area: JobArea, jobId: string) => `${jobs}/${id(jobId)}/${jobFolders[area]}`
const past = (revision: number | undefined) => (revision === undefined ? '' : `.r${count(revision)}`)

// By shoot.

export const rawKey = (shootId: string, fileName: string) =>
  `${shootFolder('raw', shootId)}/${requireFileName(fileName)}`

/** The delivered file, byte for byte. With `pastRevision`: the one that a later delivery has replaced. */
export const archiveKey = ({ shootId, imageId }: ImageAddress, pastRevision?: number) =>
  `${shootFolder('archive', shootId)}/${id(imageId)}_hr${past(pastRevision)}.jpg`

export const masterKey = ({ shootId, imageId }: ImageAddress) =>
  `${shootFolder('master', shootId)}/${id(imageId)}_3000.jpg`

export const visionKey = ({ shootId, imageId }: ImageAddress) =>
  `${shootFolder('analysis', shootId)}/${id(imageId)}.vision.json`

export const gptKey = ({ shootId, imageId }: ImageAddress) =>
  `${shootFolder('analysis', shootId)}/${id(imageId)}.gpt.json`

/** `name` is `floor`, `sky` or `obj_3`. */
export const maskKey = ({ shootId, imageId }: ImageAddress, name: string) =>
  `${shootFolder('analysis', shootId)}/${id(imageId)}.mask_${maskName(name)}.png`

export const summaryKey = (shootId: string) => `${shootFolder('analysis', shootId)}/summary.json`

/** What was made of a whole shoot: `avatar.mp4`. */
export function productKey(shootId: string, name: string, extension: string): string {
  if (!/^[a-z]{1,32}$/.test(name) || !/^[a-z0-9]{2,5}$/.test(extension)) throw new Error('not a name of a product')
  return `${shootFolder('analysis', shootId)}/${name}.${extension}`
}

const editsFolder = ({ shootId, imageId }: ImageAddress) => `${shootFolder('edits', shootId)}/${id(imageId)}`

/** The master as it was before the first edit of its revision. */
export const baseKey = (image: ImageAddress, pastRevision?: number) =>
  `${editsFolder(image)}/base${past(pastRevision)}.jpg`

/** The file of a version: the master, or an edit. */
export function versionKey(image: ImageAddress, version: Version): string {
  if (!isVersion(version)) throw new Error('not a version')
  return version === 'master' ? masterKey(image) : `${editsFolder(image)}/${version}.jpg`
}

// By job.

/** Where final images come in, and nothing else. */
export const finalInputKey = (jobId: string, fileName: string) =>
  `${jobFolder('final_input', jobId)}/${requireFileName(fileName)}`

export const thumbKey = (jobId: string, imageId: string) => `${jobFolder('thumbs', jobId)}/${id(imageId)}.jpg`

export const depthKey = (jobId: string, imageId: string) => `${jobFolder('depth', jobId)}/${id(imageId)}.png`

export const segmentKey = (jobId: string, imageId: string, name: string) =>
  `${jobFolder('segments', jobId)}/${id(imageId)}.${maskName(name)}.png`

export const imageMetaKey = (jobId: string, imageId: string) => `${jobFolder('image_meta', jobId)}/${id(imageId)}.json`

export const jobExposeKey = (jobId: string) => `${jobFolder('meta', jobId)}/job_expose.json`

export const galleryImageKey = (jobId: string, fileName: string) =>
  `${jobFolder('gallery_images', jobId)}/${requireFileName(fileName)}`

export const galleryExposeKey = (jobId: string) => `${jobFolder('gallery', jobId)}/expose.json`

export const exportKey = (jobId: string, exportId: string) => `${exportsFolder}/${id(jobId)}/${id(exportId)}.zip`

/** Empty objects that make the folders of a new job be seen: a store of objects has none of its own. */
export const keepKeys = (jobId: string): string[] =>
  Object.values(jobFolders).map((folder) => `${jobs}/${id(jobId)}/${folder}/${keepName}`)

// What is looked for.

/** For listing: everything of one area of one job or shoot. */
export const jobPrefix = (jobId: string, area?: JobArea) =>
  area === undefined ? `${jobs}/${id(jobId)}/` : `${jobFolder(area, jobId)}/`

export const shootPrefix = (area: ShootArea, shootId: string) => `${shootFolder(area, shootId)}/`

export const allJobsPrefix = `${jobs}/`

export const temporaryPrefix = `${temporary}/`

export const exportsPrefix = `${exportsFolder}/`

export const temporaryKey = (name: string) => `${temporaryPrefix}${id(name)}`

/** Whose an object is. */
export interface Place {
  area: Area
  /** One of the two. */
  jobId: string | null
  shootId: string | null
  /** Null where files are known by name, and for what belongs to all images. */
  imageId: string | null
  /** The last part of the key as it stands there: nobody has checked it. */
  fileName: string
}

const areaOfFolder = new Map<string, JobArea>(
  Object.entries(jobFolders).map(([area, folder]) => [folder, area as JobArea]),
)

/** What follows an image's id, where files are known by it. An id has no dot. */
const behindImageId: Partial<Record<Area, RegExp>> = {
  archive: /_hr(?:\.r\d+)?\.jpg$/,
  master: /_3000\.jpg$/,
  analysis: /\.(?:vision\.json|gpt\.json|mask_[a-z0-9_-]+\.png)$/,
  thumbs: /\.jpg$/,
  depth: /\.png$/,
  segments: /\.[a-z0-9_-]+\.png$/,
  image_meta: /\.json$/,
}

/** Undefined: not one of ours, or only there to make a folder be seen. */
export function placeOf(key: string): Place | undefined {
  const parts = key.split('/')
  const fileName = parts.pop() ?? ''
  const [first = '', owner = '', ...folder] = parts
  if (fileName === '' || fileName === keepName || !isId(owner)) return undefined
  const area = first === jobs ? areaOfFolder.get(folder.join('/')) : shootAreas.find((each) => each === first)
  if (!area) return undefined
  if (first === jobs) return { area, jobId: owner, shootId: null, imageId: imageIdIn(area, fileName), fileName }
  const [image] = folder
  if (area !== 'edits') {
    return image === undefined
      ? { area, jobId: null, shootId: owner, imageId: imageIdIn(area, fileName), fileName }
      : undefined
  }
  if (image === undefined || folder.length !== 1 || !isId(image)) return undefined
  return { area, jobId: null, shootId: owner, imageId: image, fileName }
}

function imageIdIn(area: Area, fileName: string): string | null {
  const at = behindImageId[area]?.exec(fileName)?.index
  const imageId = at === undefined ? '' : fileName.slice(0, at)
  return isId(imageId) ? imageId : null
}
