import { OpenAI } from 'openai'

export interface OpenaiAccess {
  /** Undefined: not set up; nothing may be asked then. */
  apiKey: string | undefined
  /** Undefined: the real service. */
  baseUrl: string | undefined
}

const realBaseUrl = 'https://api.openai.com/v1'
const longestTimerMilliseconds = 2 ** 31 - 1

/**
 * The package with everything off that it would do on its own: it repeats nothing, ends nothing before the attempt's
 * signal does, and logs nothing. What it would take from the environment is said here, or photos and the key could go
 * where nobody meant them to.
 */
export function createOpenaiClient({ apiKey, baseUrl }: OpenaiAccess): OpenAI {
  return new OpenAI({
    apiKey: apiKey ?? 'none', // the package wants one before it is asked for anything
    baseURL: baseUrl ?? realBaseUrl,
    organization: null,
    project: null,
    adminAPIKey: null,
    webhookSecret: null,
    logLevel: 'off',
    maxRetries: 0,
    timeout: longestTimerMilliseconds,
    // A redirect of a paid call would be a second one, at an address that nobody chose. And whatever might be sent again
    // is kept: with any other word fetch holds all pictures in memory until the answer comes.
    fetchOptions: { redirect: 'error' },
  })
}
