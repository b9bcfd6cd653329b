import path from 'node:path'
import { z } from 'zod'
import { apiKey, baseUrl, url, wholeNumber, withoutSlash } from './environment-values.ts'
import { findMissing, pixConfigOf, pixEnvironment } from './pix-config.ts'

const mebibyte = 1024 ** 2

const secretKey = z.string().min(16, 'must have at least 16 characters').optional()

/**
 * The environment, name by name. Empty means unset. `.describe()` is what `.env.example` says about it; a test
 * compares the two.
 */
export const environmentSchema = z.object({
  HOST: z.string().default('0.0.0.0').describe('Address to listen on.'),
  PORT: wholeNumber(0, 65_535).default(8080).describe('Port to listen on; 0 takes a free one.'),
  ROLE: z
    .enum(['all', 'api', 'worker'])
    .default('all')
    .describe('What this node does: answer HTTP (api), work (worker), or both (all).'),
  DATA_DIR: z.string().default('./data').describe('Folder for the embedded database and the files.'),
  DATABASE_URL: url('postgres://', 'postgresql://')
    .optional()
    .describe('A PostgreSQL of your own; unset starts the embedded one in DATA_DIR.'),
  DATABASE_DIRECT_URL: url('postgres://', 'postgresql://')
    .optional()
    .describe(
      'The same database without the pooler in between, for notifications and migrations; unset uses DATABASE_URL.',
    ),
  STORAGE: z
    .enum(['fs', 's3'])
    .default('fs')
    .describe('Where files live: fs is DATA_DIR, s3 a bucket of Cloudflare R2 or anything else that speaks S3.'),
  S3_ENDPOINT: baseUrl.describe('Address of the S3 service, without the bucket; unset is Amazon itself.'),
  S3_REGION: z.string().default('auto').describe('Region of the bucket; auto is for R2.'),
  S3_BUCKET: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be the name of a bucket')
    .optional()
    .describe('Bucket that keeps the files: private, and this gateway’s alone.'),
  S3_ACCESS_KEY_ID: apiKey.describe('Key that may list, read, write and delete in the bucket.'),
  S3_SECRET_ACCESS_KEY: apiKey.describe('Its secret.'),
  S3_FORCE_PATH_STYLE: z
    .enum(['on', 'off'])
    .default('on')
    .describe('Whether the bucket is named in the path (on) or in the host name (off).'),
  S3_DELIVERY: z
    .enum(['stream', 'redirect'])
    .default('stream')
    .describe(
      'How a picture gets from the bucket to who has its link: through the gateway (stream), or by a signed address of the bucket (redirect).',
    ),
  PUBLIC_BASE_URL: url('http://', 'https://')
    .optional()
    .describe(
      'Address under which guests reach this gateway, for links and QR codes, until it is changed in the settings; unset uses the one the request came to.',
    ),
  TRUSTED_PROXIES: z
    .string()
    .optional()
    .describe('Comma-separated addresses or networks of proxies whose X-Forwarded-For and -Proto are believed.'),
  ADMIN_EMAIL: z
    .email('must be an e-mail address')
    .default('admin@localhost.local')
    .describe('Account of the first administrator.'),
  ADMIN_PASSWORD: z
    .string()
    .min(8, 'must have at least 8 characters')
    .max(128)
    .optional()
    .describe('Password of the first administrator; unset prints a random one once.'),
  INGEST_PASSWORD: z
    .string()
    .min(8, 'must have at least 8 characters')
    .max(64, 'must have at most 64 characters')
    .optional()
    .describe('Password that DSLR Remote Pro sends; unset prints a random one once.'),
  T_SYNC_RESPONSE_SECONDS: wholeNumber(10, 60)
    .default(48)
    .describe('Window in which a waiting client is answered, until it is changed in the settings.'),
  RESULT_RETENTION_HOURS: wholeNumber(1, 720)
    .default(72)
    .describe('Life of a public result, until it is changed in the settings.'),
  MAX_UPLOAD_MEGABYTES: wholeNumber(1, 2048).default(100).describe('Largest photo any slot may take.'),
  QUEUE_CAPACITY: wholeNumber(1, 100_000)
    .default(2000)
    .describe('Photos that may wait or be worked on at once; more are answered 503 queue_full.'),
  SECRET_KEY: secretKey.describe(
    'Seals the secrets in the database, the same on every node: 32 bytes in base64, or a passphrase. Unset, a key is made once in DATA_DIR/secret-key.',
  ),
  SECRET_KEY_PREVIOUS: secretKey.describe('A second SECRET_KEY that is accepted while the first one is being changed.'),
  METRICS_TOKEN: z
    .string()
    .min(16, 'must have at least 16 characters')
    .optional()
    .describe('Bearer token that reads /metrics; unset lets only this machine read it.'),
  WORKER_CONCURRENCY: wholeNumber(1, 256).default(8).describe('Photos this node works on at once.'),
  GEMINI_API_KEY: apiKey.describe('Key of Google Gemini; unset leaves its slots without a provider.'),
  GEMINI_BASE_URL: baseUrl.describe('Where Gemini is reached, for a proxy or a stand-in; unset is Google itself.'),
  OPENAI_API_KEY: apiKey.describe('Key of OpenAI, for slots and for pix.immo.'),
  OPENAI_BASE_URL: baseUrl.describe('Where OpenAI is reached, with its /v1; unset is OpenAI itself.'),
  FAL_KEY: apiKey.describe('Key of fal, as in id:secret.'),
  FAL_BASE_URL: baseUrl.describe(
    'Where fal is reached; its hosts become /queue, /run, /rest and /cdn below it. Unset is fal itself.',
  ),
  TURBOTEXT_API_KEY: apiKey.describe('Key of Turbotext; it also needs PUBLIC_BASE_URL.'),
  TURBOTEXT_BASE_URL: baseUrl.describe('Where Turbotext is reached; unset is Turbotext itself.'),
  TURBOTEXT_WEBHOOK: z
    .enum(['on', 'off'])
    .default('off')
    .describe('Whether Turbotext is asked to call when a picture is done; off asks it every few seconds.'),
  WEBHOOK_TRUSTED_ORIGINS: z
    .string()
    .refine((value) => value.split(',').every((entry) => /^https?:$/.test(URL.parse(entry.trim())?.protocol ?? '')), {
      error: 'must be addresses such as http://10.0.0.5:8080, with commas between them',
    })
    .optional()
    .describe('Comma-separated origins that webhooks may call although they are not https on the open internet.'),
  ...pixEnvironment,
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .describe('Least severity that is logged.'),
})

const checkedSchema = environmentSchema
  .superRefine((given, issues) => {
    for (const [name, message] of findMissing(given)) issues.addIssue({ code: 'custom', path: [name], message })
  })
  .refine((given) => given.DATABASE_URL !== undefined || given.DATABASE_DIRECT_URL === undefined, {
    path: ['DATABASE_DIRECT_URL'],
    error: 'needs DATABASE_URL beside it',
  })
  .refine((given) => given.SECRET_KEY !== undefined || given.SECRET_KEY_PREVIOUS === undefined, {
    path: ['SECRET_KEY_PREVIOUS'],
    error: 'needs SECRET_KEY beside it',
  })
  .superRefine((given, issues) => {
    if (given.STORAGE !== 's3') return
    for (const name of ['S3_BUCKET', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'] as const) {
      if (given[name] === undefined)
        issues.addIssue({ code: 'custom', path: [name], message: 'is needed by STORAGE=s3' })
    }
    if (given.S3_ENDPOINT === undefined && given.S3_REGION === 'auto')
      issues.addIssue({
        code: 'custom',
        path: ['S3_REGION'],
        message: 'must name a region of Amazon, or give S3_ENDPOINT',
      })
  })

/** The environment is wrong; `message` has one line per variable. */
export class EnvironmentError extends Error {}

const s3Of = (values: z.infer<typeof checkedSchema>) => ({
  endpoint: withoutSlash(values.S3_ENDPOINT),
  region: values.S3_REGION,
  bucket: values.S3_BUCKET ?? '',
  accessKeyId: values.S3_ACCESS_KEY_ID ?? '',
  secretAccessKey: values.S3_SECRET_ACCESS_KEY ?? '',
  isPathStyle: values.S3_FORCE_PATH_STYLE === 'on',
  redirects: values.S3_DELIVERY === 'redirect',
})

/** Reads and checks everything at once, before anything opens. */
export function readConfig(environment: Record<string, string | undefined>) {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value.trim() !== ''),
  )
  const parsed = checkedSchema.safeParse(given)
  if (!parsed.success) {
    throw new EnvironmentError(
      parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('\n'),
    )
  }
  const values = parsed.data

  const dataDirectory = path.resolve(values.DATA_DIR)
  return {
    role: values.ROLE,
    logLevel: values.LOG_LEVEL,
    http: {
      host: values.HOST,
      port: values.PORT,
      publicBaseUrl: withoutSlash(values.PUBLIC_BASE_URL),
      metricsToken: values.METRICS_TOKEN,
      trustedProxies: values.TRUSTED_PROXIES?.split(',').map((entry) => entry.trim()),
    },
    database: { url: values.DATABASE_URL, directUrl: values.DATABASE_DIRECT_URL, dataDirectory },
    storage: {
      filesDirectory: path.join(dataDirectory, 'files'),
      scratchDirectory: path.join(dataDirectory, 'scratch'),
      s3: values.STORAGE === 's3' ? s3Of(values) : null,
    },
    firstStart: {
      adminEmail: values.ADMIN_EMAIL,
      adminPassword: values.ADMIN_PASSWORD,
      ingestPassword: values.INGEST_PASSWORD,
    },
    secrets: { key: values.SECRET_KEY, previousKey: values.SECRET_KEY_PREVIOUS },
    webhooks: { trustedOrigins: values.WEBHOOK_TRUSTED_ORIGINS?.split(',').map((entry) => entry.trim()) ?? [] },
    settings: {
      syncSeconds: values.T_SYNC_RESPONSE_SECONDS,
      retentionHours: values.RESULT_RETENTION_HOURS,
      publicBaseUrl: withoutSlash(values.PUBLIC_BASE_URL),
    },
    ingest: { maxUploadBytes: values.MAX_UPLOAD_MEGABYTES * mebibyte },
    providers: {
      gemini: { apiKey: values.GEMINI_API_KEY, baseUrl: withoutSlash(values.GEMINI_BASE_URL) },
      openai: { apiKey: values.OPENAI_API_KEY, baseUrl: withoutSlash(values.OPENAI_BASE_URL) },
      fal: { apiKey: values.FAL_KEY, baseUrl: withoutSlash(values.FAL_BASE_URL) },
      turbotext: {
        apiKey: values.TURBOTEXT_API_KEY,
        baseUrl: withoutSlash(values.TURBOTEXT_BASE_URL),
        hasWebhook: values.TURBOTEXT_WEBHOOK === 'on',
      },
    },
    queue: { capacity: values.QUEUE_CAPACITY, concurrency: values.WORKER_CONCURRENCY },
    pix: pixConfigOf(values),
  }
}

export type Config = ReturnType<typeof readConfig>
