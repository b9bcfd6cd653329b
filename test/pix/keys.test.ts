import t from 'tap'
import * as keys from '../../src/pix/keys.ts'

const image = { shootId: 'S-42', imageId: '0d9f3a52-6f0b-4a57-9a39-5b1f6f4dbb11' }
const { imageId } = image
const jobId = 'ABC123'
const inPipeline = `pix-jobs/${jobId}/pipeline`

/** Every key, and what it says again when it is met in the store. */
const table: [key: string, made: string, place: Partial<keys.Place>][] = [
  ['raw/S-42/DSC01234.ARW', keys.rawKey('S-42', 'DSC01234.ARW'), { area: 'raw', imageId: null }],
  [`archive/S-42/${imageId}_hr.jpg`, keys.archiveKey(image), { area: 'archive', imageId }],
  [`archive/S-42/${imageId}_hr.r3.jpg`, keys.archiveKey(image, 3), { area: 'archive', imageId }],
  [`master/S-42/${imageId}_3000.jpg`, keys.masterKey(image), { area: 'master', imageId }],
  [`master/S-42/${imageId}_3000.jpg`, keys.versionKey(image, 'master'), { area: 'master', imageId }],
  [`analysis/S-42/${imageId}.vision.json`, keys.visionKey(image), { area: 'analysis', imageId }],
  [`analysis/S-42/${imageId}.gpt.json`, keys.gptKey(image), { area: 'analysis', imageId }],
  [`analysis/S-42/${imageId}.mask_obj_3.png`, keys.maskKey(image, 'obj_3'), { area: 'analysis', imageId }],
  ['analysis/S-42/summary.json', keys.summaryKey('S-42'), { area: 'analysis', imageId: null }],
  [`edits/S-42/${imageId}/base.jpg`, keys.baseKey(image), { area: 'edits', imageId }],
  [`edits/S-42/${imageId}/base.r1.jpg`, keys.baseKey(image, 1), { area: 'edits', imageId }],
  [`edits/S-42/${imageId}/clean_v12.jpg`, keys.versionKey(image, 'clean_v12'), { area: 'edits', imageId }],
  [`pix-jobs/${jobId}/final_input/Küche 3.JPG`, keys.finalInputKey(jobId, 'Küche 3.JPG'), { area: 'final_input' }],
  [`${inPipeline}/thumbs/${imageId}.jpg`, keys.thumbKey(jobId, imageId), { area: 'thumbs', imageId }],
  [`${inPipeline}/depth/${imageId}.png`, keys.depthKey(jobId, imageId), { area: 'depth', imageId }],
  [
    `${inPipeline}/segments/${imageId}.obj_1.png`,
    keys.segmentKey(jobId, imageId, 'obj_1'),
    { area: 'segments', imageId },
  ],
  [`${inPipeline}/meta/images/${imageId}.json`, keys.imageMetaKey(jobId, imageId), { area: 'image_meta', imageId }],
  [`${inPipeline}/meta/job_expose.json`, keys.jobExposeKey(jobId), { area: 'meta', imageId: null }],
  [`pix-jobs/${jobId}/gallery/images/Bad.jpg`, keys.galleryImageKey(jobId, 'Bad.jpg'), { area: 'gallery_images' }],
  [`pix-jobs/${jobId}/gallery/expose.json`, keys.galleryExposeKey(jobId), { area: 'gallery', imageId: null }],
]

t.test('000-01 every key stands below one of the prefixes, with its shoot or its job', async (t) => {
  for (const [key, made] of table) t.equal(made, key)
  const byShoot = table.filter(([key]) => !key.startsWith('pix-jobs/')).map(([key]) => key.split('/').slice(0, 2))
  t.same([...new Set(byShoot.map(([prefix]) => prefix))], ['raw', 'archive', 'master', 'analysis', 'edits'])
  t.ok(byShoot.every(([, shoot]) => shoot === 'S-42'))
})

t.test('000-01 a key says whose it is', async (t) => {
  for (const [key, , place] of table) {
    const owner = key.startsWith('pix-jobs/') ? { jobId, shootId: null } : { jobId: null, shootId: 'S-42' }
    const fileName = key.slice(key.lastIndexOf('/') + 1)
    t.same(keys.placeOf(key), { imageId: null, ...owner, fileName, ...place }, key)
  }
})

t.test('001-01 a new job has a folder for everything', async (t) => {
  const folders = ['final_input', 'pipeline/thumbs', 'pipeline/depth', 'pipeline/segments', 'pipeline/meta']
  const others = ['pipeline/meta/images', 'gallery', 'gallery/images']
  t.same(
    keys.keepKeys(jobId),
    [...folders, ...others].map((folder) => `pix-jobs/${jobId}/${folder}/_keep`),
  )
  for (const key of keys.keepKeys(jobId)) t.equal(keys.placeOf(key), undefined, 'which is nobody’s file')
})

t.test('001-02 what stands beside the places is nobody’s', async (t) => {
  const strange = [
    '',
    '/',
    'a.jpg',
    'pix-jobs/a.jpg',
    'pix-jobs/ABC123/a.jpg',
    'pix-jobs/ABC123/final_input/',
    'pix-jobs/ABC123/final_input/deeper/a.jpg',
    'pix-jobs/ABC123/final_inputs/a.jpg',
    'pix-jobs/-x/final_input/a.jpg',
    'pix-jobs/../final_input/a.jpg',
    'pix-jobs//final_input/a.jpg',
    'pix-jobs/ABC123/pipeline/a.jpg',
    'pix-jobs/ABC123/__proto__/a.jpg',
    'edits/S/a.jpg',
    'edits/S/../a.jpg',
    'archive/S/deeper/a.jpg',
    'renders/S/a.jpg',
    'inputs/0d9f3a52',
    keys.temporaryKey('up-1'),
  ]
  for (const key of strange) t.equal(keys.placeOf(key), undefined, key)
})

t.test('001-02 a name that nobody has checked is told as it stands', async (t) => {
  t.match(keys.placeOf('pix-jobs/ABC123/final_input/what: ever?'), { area: 'final_input', fileName: 'what: ever?' })
})

t.test('001-03 ids are opaque text, and never lead out of their place', async (t) => {
  for (const id of ['ABC123', '0042', 'a', 'A-b_c', imageId, 'x'.repeat(64)]) {
    t.equal(keys.jobExposeKey(id), `pix-jobs/${id}/pipeline/meta/job_expose.json`)
  }
  const refused = ['', '.', '..', '../x', 'a/b', 'a\\b', 'a.b', '-a', '_a', 'a b', 'ä', 'a\n', 'x'.repeat(65)]
  for (const id of refused) {
    t.throws(() => keys.jobPrefix(id), id)
    t.throws(() => keys.shootPrefix('raw', id), id)
    t.throws(() => keys.masterKey({ shootId: 'S', imageId: id }), id)
    t.throws(() => keys.temporaryKey(id), id)
  }
  for (const name of ['../x.jpg', 'a/b.jpg', '']) t.throws(() => keys.finalInputKey(jobId, name), name)
  for (const name of ['', '../x', 'A', 'a.b']) t.throws(() => keys.maskKey(image, name), name)
  for (const revision of [0, -1, 1.5, Number.NaN]) t.throws(() => keys.archiveKey(image, revision))
  for (const version of ['clean_v0', 'clean_v1.5', 'clean_v-1', 'base'])
    t.throws(() => keys.versionKey(image, version as 'master'), version)
})

t.test('what is listed is what was written', async (t) => {
  t.ok(keys.finalInputKey(jobId, 'a.jpg').startsWith(keys.jobPrefix(jobId, 'final_input')))
  t.ok(keys.jobPrefix(jobId, 'gallery').startsWith(keys.jobPrefix(jobId)))
  t.ok(keys.jobPrefix(jobId).startsWith(keys.allJobsPrefix))
  t.ok(keys.archiveKey(image).startsWith(keys.shootPrefix('archive', 'S-42')))
  t.ok(keys.temporaryKey('up-1').startsWith(keys.temporaryPrefix))
  t.notOk(keys.jobPrefix('ABC').startsWith(keys.jobPrefix('AB')), 'one job’s prefix is not another’s')
})
