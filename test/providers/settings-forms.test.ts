import t from 'tap'
import { z } from 'zod'
import { createLogger } from '../../src/log.ts'
import { createScratch } from '../../src/media/scratch.ts'
import { createCatalogue } from '../../src/providers/catalogue/catalogue.ts'
import { createProviders } from '../../src/providers/create-providers.ts'
import { createRemoteNews } from '../../src/providers/remote-news.ts'
import { createTestClock } from '../support/test-clock.ts'

type Form = z.core.JSONSchema.JSONSchema

/** Names of all fields, those within fields included, that have no sentence for the person who fills them in. */
function findUnexplained({ properties = {} }: Form, within = ''): string[] {
  return Object.entries(properties as Record<string, Form>).flatMap(([name, field]) => {
    const isExplained = field.description !== undefined && field.description !== name
    return [...(isExplained ? [] : [within + name]), ...findUnexplained(field, `${within}${name}.`)]
  })
}

const access = { apiKey: undefined, baseUrl: undefined }
const clock = createTestClock()
const { studio: _, ...services } = createProviders({
  keyOf: () => undefined,
  config: { gemini: access, openai: access, fal: access, turbotext: { ...access, hasWebhook: false } },
  publicBaseUrl: undefined,
  fetchResult: () => Promise.reject(new Error('nothing is fetched')),
  news: createRemoteNews({ clock }),
  tools: { clock, scratch: createScratch({ directory: t.testdir() }), catalogue: createCatalogue() },
  log: createLogger('silent'),
})

t.test('a form can be drawn from the settings of every service, and explains each of its fields', async (t) => {
  for (const [name, { operations }] of Object.entries(services)) {
    t.not(Object.keys(operations).length, 0, name)
    for (const [operation, { settings }] of Object.entries(operations)) {
      const form = z.toJSONSchema(settings, { io: 'input' })
      t.equal(form.type, 'object', `${name} ${operation}`)
      t.strictSame(findUnexplained(form), [], `${name} ${operation}`)
    }
  }
})

t.test('a field without a sentence is found, however deep', async (t) => {
  const settings = z.object({ a: z.object({ b: z.string(), c: z.string().describe('A word') }).describe('Two words') })
  t.strictSame(findUnexplained(z.toJSONSchema(settings)), ['a.b'])
})
