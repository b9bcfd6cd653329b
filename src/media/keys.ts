import { extensionOf, type ImageType } from './image-type.ts'

/** The only place that builds keys of stored objects. Ids are our own UUIDs, slot ids our own grammar: nothing a stranger wrote. */

export const prefixes = {
  inputs: 'inputs/',
  results: 'results/',
  previews: 'previews/',
  templates: 'templates/',
  prepared: 'prepared/',
} as const

export const inputKey = (jobId: string) => `${prefixes.inputs}${jobId}`

/** One key per epoch: a worker that lost its claim can never overwrite the winner's bytes. */
export const resultKey = (slotId: string, jobId: string, epoch: number, type: ImageType) =>
  `${prefixes.results}${slotId}/${jobId}/${epoch}.${extensionOf(type)}`

export const previewKey = (jobId: string) => `${prefixes.previews}${jobId}.webp`

/** A picture in the form in which a service fetches it. */
export const preparedKey = (jobId: string, id: string) => `${prefixes.prepared}${jobId}.${id}`

/** Named by content, not by a job: cleaning leaves it to its template. */
export const templatePreviewKey = (sha256: string) => `${prefixes.previews}template-${sha256}.webp`

export const templateKey = (sha256: string) => `${prefixes.templates}${sha256}`

const jobIdPattern = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/

/** The job that an input, a result or a preview belongs to. */
export function jobIdIn(key: string): string | undefined {
  return jobIdPattern.exec(key)?.[0]
}
