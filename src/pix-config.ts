import { z } from 'zod'
import { apiKey, baseUrl, decimalNumber, url, wholeNumber, withoutSlash } from './environment-values.ts'

/** A model of fal is the path of its address. */
const falModel = z
  .string()
  .max(200)
  .regex(
    /^[A-Za-z0-9][\w.-]*(?:\/[A-Za-z0-9][\w.-]*)+$/,
    'must be the name of a model such as fal-ai/florence-2-large/caption',
  )
const languageModel = z.string().regex(/^[A-Za-z0-9][\w.:/-]{0,199}$/, 'must be the name of a model such as gpt-5')
const webhookSecret = z
  .string()
  .regex(/^whsec_[A-Za-z0-9+/]{32,}={0,2}$/, 'must be whsec_ and at least 24 bytes in base64')
  .optional()
const milliseconds = wholeNumber(1000, 600_000)
/** A name before the address is allowed, as in `pix.immo <studio@example.com>`. */
const sender = z.string().regex(/^(?:[^<>\p{Cc}]* <[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/u, {
  error: 'must be an e-mail address, or a name with one behind it in < >',
})
const domain = z.string().regex(/^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/, 'must be a domain')

/** What the pix.immo side reads. The names of models, providers and keys are those its owner has given. */
export const pixEnvironment = {
  VISION_PROVIDER: z.enum(['fal']).default('fal').describe('pix.immo: who looks at images.'),
  VISION_API_BASE_URL: baseUrl.describe(
    'pix.immo: where fal is reached for that; its hosts become /queue, /run, /rest and /cdn below it. Unset is fal itself.',
  ),
  VISION_API_KEY: apiKey.describe(
    'pix.immo: key of fal for its images; unset, no image is sent to fal. FAL_KEY is for slots and is not used instead.',
  ),
  VISION_OBJECT_DETECTION_MODEL: falModel
    .default('fal-ai/florence-2-large/object-detection')
    .describe('pix.immo: finds objects.'),
  VISION_CAPTION_MODEL: falModel.default('fal-ai/florence-2-large/caption').describe('pix.immo: describes an image.'),
  VISION_REGIONAL_CAPTION_MODEL: falModel
    .default('fal-ai/florence-2-large/regional-caption')
    .describe('pix.immo: describes parts of an image.'),
  VISION_SEGMENTATION_MODEL: falModel
    .default('fal-ai/sam2')
    .describe('pix.immo: cuts objects out, when somebody asks for it.'),
  VISION_OBJECT_REMOVAL_MODEL: falModel.default('fal-ai/object-removal').describe('pix.immo: removes objects.'),
  VISION_OUTPAINT_MODEL: falModel.optional().describe('pix.immo: continues an image beyond its edges.'),
  VISION_MAX_CONCURRENT_JOBS: wholeNumber(1, 100)
    .default(5)
    .describe('pix.immo: calls that look at images at once, of all nodes together.'),
  VISION_REQUEST_TIMEOUT_MS: milliseconds.default(30_000).describe('pix.immo: how long one such call may take.'),
  VISION_REMOVAL_TIMEOUT_MS: milliseconds.default(120_000).describe('pix.immo: how long one removal may take.'),
  VISION_JOB_RETRY_COUNT: wholeNumber(0, 10)
    .default(3)
    .describe('pix.immo: how often a call that failed is made once more.'),
  GPT_VISION_MODEL: languageModel
    .optional()
    .describe('pix.immo: model of OpenAI that writes texts, with OPENAI_API_KEY; unset, texts come from templates.'),
  GPT_LOCALE_DEFAULT: z
    .enum(['de', 'en'])
    .default('de')
    .describe('pix.immo: language of texts where a job names none.'),
  GPT_MAX_TOKENS: wholeNumber(100, 100_000)
    .default(1000)
    .describe(
      'pix.immo: most tokens of the texts of an image in one language; models that reason need several times as many.',
    ),
  GPT_TEMPERATURE: decimalNumber(0, 2)
    .optional()
    .describe('pix.immo: how freely it writes, 0 to 2; unset is the model’s own, and reasoning models take no other.'),
  AVATAR_PROVIDER: z.enum(['fal']).optional().describe('pix.immo: who makes avatars.'),
  AVATAR_API_KEY: apiKey.describe('pix.immo: its key.'),
  AVATAR_MODEL: falModel.optional().describe('pix.immo: its model; unset, there are no avatars.'),
  VIDEO_GEN_PROVIDER: z.enum(['fal']).default('fal').describe('pix.immo: who makes videos, with VISION_API_KEY.'),
  VIDEO_GEN_MODEL: falModel.optional().describe('pix.immo: its model; unset, there are no videos.'),
  VIDEO_MOTION_FILL_MODEL: falModel.optional().describe('pix.immo: fills in the movement between two images.'),
  SCENEPLATES_MODEL: falModel
    .optional()
    .describe('pix.immo: makes plates for scenes, with VISION_API_KEY; unset, there are none.'),
  PANO_MODEL: falModel.optional().describe('pix.immo: makes panoramas, with VISION_API_KEY; unset, there are none.'),
  GALLERY_EXPORT_URL: url('http://', 'https://')
    .optional()
    .describe('pix.immo: where released galleries are announced, such as a 3D gallery.'),
  GALLERY_EXPORT_SECRET: webhookSecret.describe('pix.immo: signs that, as Standard Webhooks do.'),
  EXTERNAL_SYNC_URL: url('http://', 'https://')
    .optional()
    .describe('pix.immo: another system that is told of released galleries in the same way.'),
  EXTERNAL_SYNC_SECRET: webhookSecret.describe('pix.immo: signs that.'),
  DEPTH_ENABLED: z.enum(['on', 'off']).default('off').describe('pix.immo: whether depth maps are made.'),
  DEPTH_MODEL: falModel.default('fal-ai/imageutils/depth').describe('pix.immo: makes them.'),
  AI_PRIVACY_MODE: z
    .enum(['blur', 'withhold'])
    .default('blur')
    .describe(
      'pix.immo: what services get of an image with faces, plates or names in it: a copy with these made unrecognizable (blur), or nothing (withhold).',
    ),
  AI_DAILY_BUDGET_USD: decimalNumber(0, 1_000_000)
    .default(0)
    .describe('pix.immo: what its services may cost a day, in US dollars; 0 is without limit.'),
  FINAL_INPUT_POLL_SECONDS: wholeNumber(1, 3600)
    .default(30)
    .describe('pix.immo: how often final_input is looked through for new files.'),
  PIX_EDITOR_QUIET_MINUTES: wholeNumber(0, 1440)
    .default(0)
    .describe(
      'pix.immo: how long nothing more must have come back from the editor of a shoot before the pipeline of its images starts; 0 is at once.',
    ),
  GALLERY_SOURCE: z
    .enum(['final_input', 'master'])
    .default('final_input')
    .describe(
      'pix.immo: which file of an image customers get: as it was delivered, or with at most 3000 pixels a side.',
    ),
  GALLERY_RESYNC_POLICY: z
    .enum(['hide', 'keep'])
    .default('hide')
    .describe(
      'pix.immo: whether a released gallery whose content changes is hidden until it is released again, or goes on to be seen as it was.',
    ),
  PIX_TEMPORARY_HOURS: wholeNumber(1, 720)
    .default(6)
    .describe(
      'pix.immo: how long a file on its way is kept that nobody may hand over any more; editors have a day for that.',
    ),
  PIX_PROTOCOL_DAYS: wholeNumber(1, 3650)
    .default(30)
    .describe('pix.immo: how long it is known which uploads and tokens of editors there were, after their end.'),
  PIX_ANALYSIS_DAYS: wholeNumber(1, 3650)
    .default(90)
    .describe('pix.immo: how long what services have seen and written is kept, once a job is closed.'),
  PIX_EDITS_DAYS: wholeNumber(1, 3650)
    .default(90)
    .describe('pix.immo: how long versions that customers did not get are kept, once a job is closed.'),
  PIX_ARCHIVE_DAYS: wholeNumber(0, 3650)
    .default(0)
    .describe(
      'pix.immo: how long delivered files are kept a second time in the archive, once a job is closed; 0 keeps them for good.',
    ),
  PIX_EXPORT_DAYS: wholeNumber(1, 3650)
    .default(30)
    .describe('pix.immo: how long an archive that a gallery was handed over in is kept; it can be made again.'),
  PIX_MAIL_DAYS: wholeNumber(1, 3650)
    .default(30)
    .describe('pix.immo: how long mails are kept that were written to a folder, because nobody is there to send them.'),
  MAILGUN_API_KEY: apiKey.describe('pix.immo: key of Mailgun; without it and SMTP_URL, mails are written to a folder.'),
  MAILGUN_DOMAIN: domain.optional().describe('pix.immo: domain at Mailgun that mails are sent from.'),
  MAILGUN_FROM: sender.optional().describe('pix.immo: sender of mails, also of those by SMTP_URL.'),
  MAILGUN_API_BASE: url('http://', 'https://')
    .default('https://api.eu.mailgun.net')
    .describe('pix.immo: where Mailgun is reached.'),
  SMTP_URL: url('smtp://', 'smtps://')
    .optional()
    .describe('pix.immo: a mail server to send by instead, with name and password in the address.'),
}

type Values = z.infer<z.ZodObject<typeof pixEnvironment>>

/** Variables that mean nothing without another one. */
export function findMissing(values: Values): [name: keyof Values, sentence: string][] {
  const missing: [keyof Values, string][] = []
  const hasMail = values.MAILGUN_API_KEY !== undefined || values.SMTP_URL !== undefined
  if (values.MAILGUN_API_KEY !== undefined && values.MAILGUN_DOMAIN === undefined)
    missing.push(['MAILGUN_DOMAIN', 'is needed by MAILGUN_API_KEY'])
  if (hasMail && values.MAILGUN_FROM === undefined)
    missing.push(['MAILGUN_FROM', 'is needed by MAILGUN_API_KEY and SMTP_URL'])
  if (values.MAILGUN_API_KEY !== undefined && values.SMTP_URL !== undefined)
    missing.push(['SMTP_URL', 'cannot stand beside MAILGUN_API_KEY'])
  return missing
}

const visionOf = (values: Values) => ({
  provider: values.VISION_PROVIDER,
  baseUrl: withoutSlash(values.VISION_API_BASE_URL),
  apiKey: values.VISION_API_KEY,
  models: {
    objectDetection: values.VISION_OBJECT_DETECTION_MODEL,
    caption: values.VISION_CAPTION_MODEL,
    regionalCaption: values.VISION_REGIONAL_CAPTION_MODEL,
    segmentation: values.VISION_SEGMENTATION_MODEL,
    objectRemoval: values.VISION_OBJECT_REMOVAL_MODEL,
    outpaint: values.VISION_OUTPAINT_MODEL,
    depth: values.DEPTH_ENABLED === 'on' ? values.DEPTH_MODEL : undefined,
  },
  mostConcurrent: values.VISION_MAX_CONCURRENT_JOBS,
  timeoutMilliseconds: values.VISION_REQUEST_TIMEOUT_MS,
  removalTimeoutMilliseconds: values.VISION_REMOVAL_TIMEOUT_MS,
  retries: values.VISION_JOB_RETRY_COUNT,
})

const mailOf = (values: Values) => ({
  from: values.MAILGUN_FROM,
  smtpUrl: values.SMTP_URL,
  mailgun: {
    apiKey: values.MAILGUN_API_KEY,
    domain: values.MAILGUN_DOMAIN,
    baseUrl: withoutSlash(values.MAILGUN_API_BASE),
  },
})

/** The slice of the pix.immo side. What is undefined is not configured; nobody makes up for it. */
export const pixConfigOf = (values: Values) => ({
  vision: visionOf(values),
  gpt: {
    model: values.GPT_VISION_MODEL,
    locale: values.GPT_LOCALE_DEFAULT,
    maxTokens: values.GPT_MAX_TOKENS,
    temperature: values.GPT_TEMPERATURE,
  },
  avatar: { provider: values.AVATAR_PROVIDER, apiKey: values.AVATAR_API_KEY, model: values.AVATAR_MODEL },
  video: {
    provider: values.VIDEO_GEN_PROVIDER,
    model: values.VIDEO_GEN_MODEL,
    motionFillModel: values.VIDEO_MOTION_FILL_MODEL,
  },
  sceneplates: { model: values.SCENEPLATES_MODEL },
  pano: { model: values.PANO_MODEL },
  galleryExport: { url: values.GALLERY_EXPORT_URL, secret: values.GALLERY_EXPORT_SECRET },
  externalSync: { url: values.EXTERNAL_SYNC_URL, secret: values.EXTERNAL_SYNC_SECRET },
  privacyMode: values.AI_PRIVACY_MODE,
  /** Null: without limit. */
  dailyBudgetUsd: values.AI_DAILY_BUDGET_USD === 0 ? null : values.AI_DAILY_BUDGET_USD,
  finalInputPollSeconds: values.FINAL_INPUT_POLL_SECONDS,
  editorQuietMinutes: values.PIX_EDITOR_QUIET_MINUTES,
  gallery: { source: values.GALLERY_SOURCE, resyncPolicy: values.GALLERY_RESYNC_POLICY },
  retention: {
    temporaryHours: values.PIX_TEMPORARY_HOURS,
    protocolDays: values.PIX_PROTOCOL_DAYS,
    analysisDays: values.PIX_ANALYSIS_DAYS,
    editsDays: values.PIX_EDITS_DAYS,
    /** Null: for good. */
    archiveDays: values.PIX_ARCHIVE_DAYS === 0 ? null : values.PIX_ARCHIVE_DAYS,
    exportDays: values.PIX_EXPORT_DAYS,
    mailDays: values.PIX_MAIL_DAYS,
  },
  mail: mailOf(values),
})

export type PixConfig = ReturnType<typeof pixConfigOf>
export type GalleryConfig = PixConfig['gallery']
