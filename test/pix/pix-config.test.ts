import { readFileSync } from 'node:fs'
import path from 'node:path'
import t from 'tap'
import { environmentSchema, readConfig } from '../../src/config.ts'

/** Every name of seed 000 §5, with what it is when nobody says anything; null is unset. */
const ownersNames = {
  VISION_PROVIDER: 'fal',
  VISION_API_BASE_URL: null,
  VISION_API_KEY: null,
  VISION_OBJECT_DETECTION_MODEL: 'fal-ai/florence-2-large/object-detection',
  VISION_CAPTION_MODEL: 'fal-ai/florence-2-large/caption',
  VISION_REGIONAL_CAPTION_MODEL: 'fal-ai/florence-2-large/regional-caption',
  VISION_SEGMENTATION_MODEL: 'fal-ai/sam2',
  VISION_OBJECT_REMOVAL_MODEL: 'fal-ai/object-removal',
  VISION_MAX_CONCURRENT_JOBS: 5,
  VISION_REQUEST_TIMEOUT_MS: 30_000,
  VISION_JOB_RETRY_COUNT: 3,
  OPENAI_API_KEY: null,
  GPT_VISION_MODEL: null,
  GPT_LOCALE_DEFAULT: 'de',
  AVATAR_PROVIDER: null,
  AVATAR_API_KEY: null,
  AVATAR_MODEL: null,
  VIDEO_GEN_PROVIDER: 'fal',
  VIDEO_GEN_MODEL: null,
  VIDEO_MOTION_FILL_MODEL: null,
  VISION_OUTPAINT_MODEL: null,
} as const

t.test('000-14 every name the owner gave is read, has its default, and is written down', async (t) => {
  const example = readFileSync(path.join(import.meta.dirname, '..', '..', '.env.example'), 'utf8')
  const values: Record<string, unknown> = environmentSchema.parse({})
  for (const [name, fallback] of Object.entries(ownersNames)) {
    t.ok(name in environmentSchema.shape, name)
    t.equal(values[name] ?? null, fallback, name)
    t.match(example, `# ${name}=${fallback ?? ''}\n`)
  }
})

t.test('000-14 a wrong value is refused, with its name', async (t) => {
  const wrong: [name: string, value: string][] = [
    ['VISION_PROVIDER', 'replicate'],
    ['VISION_API_BASE_URL', 'fal.run'],
    ['VISION_API_KEY', 'a key'],
    ['VISION_CAPTION_MODEL', '../../caption'],
    ['VISION_CAPTION_MODEL', 'fal-ai/../caption'],
    ['VISION_CAPTION_MODEL', 'https://fal.run/caption'],
    ['VISION_CAPTION_MODEL', 'caption'],
    ['VISION_MAX_CONCURRENT_JOBS', '0'],
    ['VISION_MAX_CONCURRENT_JOBS', 'five'],
    ['VISION_REQUEST_TIMEOUT_MS', '30'],
    ['VISION_REMOVAL_TIMEOUT_MS', '-1'],
    ['VISION_JOB_RETRY_COUNT', '1.5'],
    ['GPT_VISION_MODEL', 'gpt 5'],
    ['GPT_LOCALE_DEFAULT', 'fr'],
    ['GPT_MAX_TOKENS', '1'],
    ['GPT_TEMPERATURE', '2.1'],
    ['GPT_TEMPERATURE', 'warm'],
    ['DEPTH_ENABLED', 'perhaps'],
    ['AI_PRIVACY_MODE', 'off'],
    ['AI_DAILY_BUDGET_USD', '-1'],
    ['FINAL_INPUT_POLL_SECONDS', '0'],
    ['PIX_EDITOR_QUIET_MINUTES', '-1'],
    ['GALLERY_SOURCE', 'thumbs'],
    ['GALLERY_RESYNC_POLICY', 'never'],
    ['MAILGUN_DOMAIN', 'mg pix'],
    ['MAILGUN_FROM', 'nobody'],
    ['MAILGUN_FROM', 'a@example.com\r\nBcc: b@example.com'],
    ['SMTP_URL', 'http://mail.example.com'],
  ]
  for (const [name, value] of wrong) {
    t.throws(() => readConfig({ [name]: value }), { message: new RegExp(`^${name}: `) }, `${name}=${value}`)
  }
})

t.test('000-14 what mails need stands together', async (t) => {
  const key = { MAILGUN_API_KEY: 'key-1' }
  const domain = { MAILGUN_DOMAIN: 'mg.example.com' }
  const from = { MAILGUN_FROM: 'pix.immo <studio@example.com>' }
  const smtp = { SMTP_URL: 'smtps://me:secret@mail.example.com' }
  t.throws(() => readConfig({ ...key, ...from }), /^MAILGUN_DOMAIN: is needed/)
  t.throws(() => readConfig({ ...key, ...domain }), /^MAILGUN_FROM: is needed/)
  t.throws(() => readConfig(smtp), /^MAILGUN_FROM: is needed/)
  t.throws(() => readConfig({ ...key, ...domain, ...from, ...smtp }), /^SMTP_URL: cannot stand/)
  t.match(readConfig({ ...smtp, ...from }).pix.mail, { smtpUrl: smtp.SMTP_URL, from: from.MAILGUN_FROM })
  t.match(readConfig({ ...key, ...domain, ...from }).pix.mail.mailgun, { domain: 'mg.example.com' })
})

t.test('000-15 without keys nothing is refused, and nobody is asked', async (t) => {
  const { pix, providers } = readConfig({})
  t.equal(pix.vision.apiKey, undefined)
  t.equal(pix.gpt.model, undefined)
  t.equal(pix.vision.models.depth, undefined)
  t.equal(pix.dailyBudgetUsd, null)
  t.equal(pix.privacyMode, 'blur')
  t.equal(pix.finalInputPollSeconds, 30)
  t.same(pix.gallery, { source: 'final_input', resyncPolicy: 'hide' })
  t.same(pix.avatar, { provider: undefined, apiKey: undefined, model: undefined })
  t.equal(providers.openai.apiKey, undefined)
})

t.test('000-15 the key of slots at fal is not taken for images of pix.immo', async (t) => {
  t.equal(readConfig({ FAL_KEY: 'id:secret' }).pix.vision.apiKey, undefined)
})

t.test('000-16 what the environment says is what is used', async (t) => {
  const { pix, providers } = readConfig({
    OPENAI_API_KEY: 'sk-1',
    VISION_API_KEY: 'id:secret',
    VISION_API_BASE_URL: 'http://127.0.0.1:9/',
    VISION_CAPTION_MODEL: 'fal-ai/florence-2-large/more-detailed-caption',
    VISION_OUTPAINT_MODEL: 'fal-ai/outpaint',
    VISION_MAX_CONCURRENT_JOBS: '2',
    VISION_REQUEST_TIMEOUT_MS: '1000',
    VISION_JOB_RETRY_COUNT: '0',
    GPT_VISION_MODEL: 'ft:gpt-5:studio::1',
    GPT_TEMPERATURE: '0.7',
    GPT_LOCALE_DEFAULT: 'en',
    DEPTH_ENABLED: 'on',
    AI_DAILY_BUDGET_USD: '2.50',
    AI_PRIVACY_MODE: 'withhold',
  })
  t.match(pix.vision, {
    apiKey: 'id:secret',
    baseUrl: 'http://127.0.0.1:9',
    models: {
      caption: 'fal-ai/florence-2-large/more-detailed-caption',
      objectDetection: ownersNames.VISION_OBJECT_DETECTION_MODEL,
      outpaint: 'fal-ai/outpaint',
      depth: 'fal-ai/imageutils/depth',
    },
    mostConcurrent: 2,
    timeoutMilliseconds: 1000,
    removalTimeoutMilliseconds: 120_000,
    retries: 0,
  })
  t.match(pix.gpt, { model: 'ft:gpt-5:studio::1', temperature: 0.7, locale: 'en', maxTokens: 1000 })
  t.match(pix, { dailyBudgetUsd: 2.5, privacyMode: 'withhold' })
  t.equal(providers.openai.apiKey, 'sk-1')
})
