import type { PixConfig } from '../../pix-config.ts'
import { masterKey } from '../keys.ts'
import type { Vision } from '../shapes/vision.ts'
import type { Outcome } from './ask-service.ts'
import type { PixImage, ServiceCopy } from './service-copy.ts'
import type { FoundBox, Seen } from './vision-calls.ts'

interface Facts {
  image: PixImage
  copy: ServiceCopy & { sha256: string; width: number; height: number }
  seen: Seen
  models: PixConfig['vision']['models']
  colours: Vision['dominant_colors']
  createdAt: string
}

const mostLabelCharacters = 300

/** The file of what a service has seen. What gave up stays open in it, with the reason. */
export function visionFileOf({ image, copy, seen, models, colours, createdAt }: Facts): Vision {
  const { objects, caption, regions } = seen
  const toFound = ({ label, ...box }: FoundBox) => ({
    label: label.slice(0, mostLabelCharacters),
    box: normalise(box, copy),
  })
  const found = answerOf(objects, []).map(toFound)
  const errors = [
    ...errorsOf('object_detection', objects),
    ...errorsOf('caption', caption),
    ...errorsOf('regional_caption', regions),
  ]
  const text = answerOf(caption, null)
  return {
    schema: 'piximmo.vision/1',
    image_id: image.id,
    shoot_id: image.shootId,
    shoot_code: image.shootCode,
    job_id: image.jobId,
    input: {
      version: 'master',
      key: masterKey({ shootId: image.shootId, imageId: image.id }),
      ...{ sha256: copy.sha256, width: copy.width, height: copy.height, blurred_boxes: copy.blurredBoxes },
    },
    provider: 'fal',
    models: {
      object_detection: runOf(models.objectDetection, objects),
      caption: runOf(models.caption, caption),
      regional_caption: runOf(models.regionalCaption, regions),
      // Only when a person asks for it.
      segmentation: { id: models.segmentation, request_id: null, ms: 0, status: 'skipped' },
    },
    caption: text === null ? null : { text, language: 'en' },
    regions: answerOf(regions, []).map(toFound),
    objects: found.map((each) => ({ ...each, score: null })),
    object_counts: countsOf(found.map(({ label }) => label)),
    masks: [],
    dominant_colors: colours,
    warnings: [],
    errors,
    status: errors.length === 0 ? 'complete' : 'partial',
    created_at: createdAt,
    duration_ms: Math.max(0, ...[objects, caption, regions].map(millisecondsOf)),
    // Services name no price with an answer.
    cost_usd: null,
  }
}

const answerOf = <Answer, Other>(outcome: Outcome<Answer>, other: Other): Answer | Other =>
  outcome.kind === 'answered' ? outcome.answer : other

const millisecondsOf = (outcome: Outcome<unknown>) =>
  outcome.kind === 'answered' ? Math.round(outcome.milliseconds) : 0

const runOf = (id: string, outcome: Outcome<unknown>) => ({
  id,
  request_id: outcome.kind === 'answered' ? outcome.requestId : null,
  ms: millisecondsOf(outcome),
  status: outcome.kind === 'answered' ? ('ok' as const) : ('failed' as const),
})

const errorsOf = (stage: string, outcome: Outcome<unknown>) =>
  outcome.kind === 'gave up' ? [{ stage, code: outcome.code, message: outcome.message }] : []

/** Pixels from the top left become shares of the sides; what hangs over the edge is cut off. */
function normalise({ x, y, w, h }: Omit<FoundBox, 'label'>, { width, height }: { width: number; height: number }) {
  const share = (value: number, side: number) => Math.round(Math.min(1, Math.max(0, value / side)) * 1e6) / 1e6
  const [left, top] = [share(x, width), share(y, height)]
  const difference = (end: number, start: number) => Math.round(Math.max(0, end - start) * 1e6) / 1e6
  const box: [number, number, number, number] = [
    left,
    top,
    difference(share(x + w, width), left),
    difference(share(y + h, height), top),
  ]
  return box
}

function countsOf(labels: readonly string[]): Record<string, number> {
  const counts = Map.groupBy(labels, (label) => label)
  return Object.fromEntries([...counts].map(([label, each]) => [label, each.length]))
}
