import { randomUUID } from 'node:crypto'
import t from 'tap'
import { contentHash, writeCanonicalJson } from '../../src/pix/canonical-json.ts'
import { type Gpt, gptShape } from '../../src/pix/shapes/gpt.ts'
import { type ImageMeta, imageMetaShape } from '../../src/pix/shapes/image-meta.ts'
import { type Summary, summaryShape } from '../../src/pix/shapes/summary.ts'
import { type Vision, visionShape } from '../../src/pix/shapes/vision.ts'

const imageId = randomUUID()
const sha256 = 'a'.repeat(64)
const now = '2026-11-21T12:00:00.000Z'
const box: [number, number, number, number] = [0, 0.25, 0.5, 0.5]

const vision: Vision = {
  schema: 'piximmo.vision/1',
  image_id: imageId,
  shoot_id: 'S-42',
  shoot_code: 'AB3KQ',
  job_id: 'ABC123',
  input: { version: 'clean_v2', key: 'master/S-42/x_3000.jpg', sha256, width: 2048, height: 1365, blurred_boxes: 0 },
  provider: 'fal',
  models: {
    object_detection: { id: 'fal-ai/florence-2-large/object-detection', request_id: 'r1', ms: 812, status: 'ok' },
    caption: null,
    regional_caption: null,
    segmentation: null,
  },
  caption: { text: 'A kitchen.', language: 'en' },
  regions: [{ label: 'a chair', box }],
  objects: [{ label: 'chair', box, score: null }],
  object_counts: { chair: 1, '10': 1, '9': 1 },
  masks: [{ name: 'obj_3', key: 'analysis/S-42/x.mask_obj_3.png', box: null, area: 0.1, model: 'fal-ai/sam2' }],
  dominant_colors: [{ hex: '#aabbcc', share: 0.5 }],
  warnings: [],
  errors: [],
  status: 'complete',
  created_at: now,
  duration_ms: 900,
  cost_usd: null,
}

const gpt: Gpt = {
  schema: 'piximmo.gpt/1',
  image_id: imageId,
  shoot_id: 'S-42',
  job_id: 'ABC123',
  input: { version: 'master', sha256, long_edge_px: 1536, vision_sha256: sha256 },
  provider: 'openai',
  model: 'gpt-5',
  prompt_version: '1',
  language: 'de',
  texts: { de: { caption_short: 'Küche', caption_long: 'Eine helle Küche.', alt_text: 'Küche mit Insel' } },
  room_type: 'kitchen',
  view_type: 'interior_wide',
  room_confidence: null,
  features: [{ tag: 'island', text: { de: 'Kochinsel', en: 'Island' } }],
  materials: ['Eiche'],
  light: 'hell',
  style: null,
  highlights: [{ de: 'Kochinsel' }],
  qc: { quality_score: 8, issues: [{ code: 'tilted', severity: 1, note: 'leicht' }], recommended_cover: false },
  disagreements: [{ field: 'room_type', filename_value: 'bathroom', model_value: 'kitchen' }],
  usage: { input_tokens: 1200, output_tokens: 300, cost_usd: 0.01 },
  status: 'complete',
  warnings: [],
  created_at: now,
  duration_ms: 2000,
}

const meta: ImageMeta = {
  schema: 'piximmo.image_meta/1',
  image_id: imageId,
  job_id: 'ABC123',
  shoot_id: 'S-42',
  shoot_code: null,
  filename: 'Küche_3.jpg',
  storage_path: 'pix-jobs/ABC123/final_input/Küche_3.jpg',
  source: 'manual',
  origin: { kind: 'dslr_ingest', slot: 'slot-001' },
  revision: 1,
  status: 'processed',
  error_message: null,
  file: { sha256, bytes: 1, width: 6000, height: 4000, format: 'jpeg', orientation: 1, captured_at: null },
  artefacts: { thumb: 't', master: 'm', hr: 'h', depth: null, segments: [] },
  privacy: {
    checked_at: now,
    engine: 'local/1',
    checks: { faces: 'done', plates: 'done', logos: 'skipped', text: 'done' },
    findings: [{ type: 'text', subtype: 'house_number', box, score: 0.8, text_hash: sha256 }],
    verdict: 'flagged',
  },
  depth: { enabled: false, key: null },
  caption_short: 'Küche',
  caption_long: 'Eine Küche.',
  captions: { de: { short: 'Küche', long: 'Eine Küche.', alt: 'Küche' } },
  room_type: 'kitchen',
  room_source: 'filename',
  view_type: 'other',
  objects: [],
  cleanup_possible: false,
  cleanup_candidates: [],
  flags: { ready_for_vision: true, vision_done: false, gpt_done: false, has_edits: false, best_version: 'master' },
  texts_source: { short: 'template', long: 'template', alt: 'human' },
  warnings: [{ stage: 'semantics', code: 'not_configured', message: 'no key' }],
  pipeline_version: '1',
  updated_at: now,
}

const summary: Summary = {
  schema: 'piximmo.summary/1',
  shoot_id: 'S-42',
  shoot_code: 'AB3KQ',
  job_id: 'ABC123',
  property: { label: 'Haus am See', type: null, size_sqm: 120.5 },
  images: { total: 2, processed: 1, excluded: 0, failed: 1, by_room: { kitchen: 1 } },
  rooms: [
    { room_type: 'kitchen', floor: null, image_ids: [imageId], cover_image_id: imageId, caption: {}, features: [] },
  ],
  texts: { de: { headline: 'Haus', short: '', description: '', features: '', other: '' } },
  highlights: [],
  gpt_aggregated: { common_features: [], quality_score: null, recommended_for: [] },
  vision_stats: { detected_objects: { chair: 2 }, dominant_colors: ['#aabbcc'] },
  qc: { min: null, avg: null, issues: [] },
  export_ready: { avatar: false, video: false, artspace: true, sceneplates: false, pano: false },
  inputs: { [imageId]: sha256 },
  generated_at: now,
}

interface AnyShape {
  write(value: unknown): Buffer
  read(bytes: Buffer): unknown
}

const files: [id: string, shape: AnyShape, value: Record<string, unknown>][] = [
  ['000-09 vision.json', visionShape as AnyShape, vision],
  ['000-11 gpt.json', gptShape as AnyShape, gpt],
  ['001-13 the meta of an image', imageMetaShape as AnyShape, meta],
  ['000-25 summary.json', summaryShape as AnyShape, summary],
]

for (const [name, shape, value] of files) {
  t.test(`${name} is written strictly and read leniently`, async (t) => {
    const bytes = shape.write(value)
    t.same(shape.read(bytes), value)
    t.same(
      shape.write(Object.fromEntries(Object.entries(value).reverse())),
      bytes,
      'in whatever order it was put together',
    )
    t.throws(() => shape.write({ ...value, customer_email: 'a@example.com' }), /more in it/)
    t.throws(() => shape.write({ ...value, schema: 'piximmo.other/1' }))
    for (const field of Object.keys(value)) {
      const { [field]: _, ...less } = value
      t.throws(() => shape.write(less), `${field} is never left out`)
    }
    const newer = Buffer.from(JSON.stringify({ ...value, invented_later: 1 }))
    t.same(shape.read(newer), value, 'what a newer program has written beside it is left out')
  })
}

t.test('001-11 unknown fields are found at any depth', async (t) => {
  const [finding] = meta.privacy?.findings ?? []
  const findings = [{ ...finding, text: 'B-AB 123' }]
  t.throws(() => imageMetaShape.write({ ...meta, privacy: { ...meta.privacy, findings } } as ImageMeta), /more in it/)
})

t.test('000-25 nobody is recommended to', async (t) => {
  const recommending = { ...summary, gpt_aggregated: { ...summary.gpt_aggregated, recommended_for: ['families'] } }
  t.throws(() => summaryShape.write(recommending as unknown as Summary))
})

t.test('000-26 the same summary is the same bytes, apart from when it was made', async (t) => {
  const later = { ...summary, generated_at: '2027-01-01T00:00:00.000Z' }
  t.equal(contentHash(summary, ['generated_at']), contentHash(later, ['generated_at']))
  t.not(contentHash(summary, []), contentHash(later, []))
})

t.test('000-26 there is one way to write a value', async (t) => {
  const table: [value: unknown, text: string][] = [
    [{}, '{}\n'],
    [[], '[]\n'],
    [null, 'null\n'],
    [
      { b: 1, a: [true, { z: null, y: 'ü\n' }] },
      '{\n  "a": [\n    true,\n    {\n      "y": "ü\\n",\n      "z": null\n    }\n  ],\n  "b": 1\n}\n',
    ],
    [{ 10: 1, 9: 2, a: 3, B: 4 }, '{\n  "10": 1,\n  "9": 2,\n  "B": 4,\n  "a": 3\n}\n'],
    [JSON.parse('{"__proto__":1}'), '{\n  "__proto__": 1\n}\n'],
    [[0.1, -0, 1e21, '\ud800'], '[\n  0.1,\n  0,\n  1e+21,\n  "\\ud800"\n]\n'],
  ]
  for (const [value, text] of table) {
    t.equal(writeCanonicalJson(value), text)
    t.equal(writeCanonicalJson(JSON.parse(text)), text, 'also a second time')
  }
  const notJson = [
    undefined,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    1n,
    () => 1,
    Symbol('x'),
    new Date(),
    new Map(),
    [undefined],
    { a: undefined },
  ]
  for (const value of notJson) t.throws(() => writeCanonicalJson(value))
})
