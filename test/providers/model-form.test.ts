import t from 'tap'
import type { z } from 'zod'
import { readConfig } from '../../src/config.ts'
import { createLogger } from '../../src/log.ts'
import { openProviders } from '../../src/main.ts'

// biome-ignore lint/suspicious/noExplicitAny: a schema of any shape
type Schema = any

async function openAll(directory: string) {
  const config = readConfig({ DATA_DIR: directory, DATABASE_URL: 'postgres://localhost/none' })
  return openProviders(config, createLogger('silent'))
}

/** Something that a form with this schema would let a person enter. */
function entryFor(schema: Schema): unknown {
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum.at(-1)
  if (schema.examples) return schema.examples[0]
  if (schema.type === 'string') return 'x'.repeat(Math.max(schema.minLength ?? 1, Math.min(schema.maxLength ?? 1, 300)))
  if (schema.type === 'boolean') return true
  if (schema.type === 'integer' || schema.type === 'number') return schema.maximum
  return Object.fromEntries(Object.entries(schema.properties).map(([name, inner]) => [name, entryFor(inner)]))
}

t.test('each model has a form of its own, and a slot takes what the form lets in', async (t) => {
  const { world, close } = await openAll(t.testdir())
  t.teardown(close)
  let models = 0
  for (const { name, operations } of Object.values(world.providers)) {
    for (const [operation, { settings, forms, findProblems }] of Object.entries(operations)) {
      for (const form of forms?.() ?? []) {
        models += 1
        const what = `${name} ${operation} ${form.id}`
        const entered = entryFor(form.settings) as Record<string, unknown>
        t.equal(entered.model, form.id, what)
        const parsed = settings.safeParse(entered)
        t.ok(parsed.success, `${what}: ${parsed.error?.message}`)
        const bare = Object.fromEntries((form.settings.required ?? []).map((field) => [field, entered[field]]))
        // A form cannot say which template a model needs; the refusal does.
        const needsMask = findProblems?.(bare, []).some(({ says }) => says === 'needs a template in the role mask')
        const roles = needsMask ? ['mask'] : []
        t.strictSame(findProblems?.(bare, roles), [], `${what}, only what must be entered`)
        t.notMatch(JSON.stringify(form.settings.properties?.parameters), '"additionalProperties":{', what)
        for (const [parameter, value] of Object.entries((entered.parameters ?? {}) as object)) {
          const problems = findProblems?.({ ...bare, parameters: { [parameter]: value } }, roles) ?? []
          t.strictSame(problems, [], `${what}: ${parameter}`)
        }
      }
    }
  }
  t.ok(models > 10, `${models} models`)
  const { gemini } = world.providers
  const form = gemini?.operations.edit?.forms?.()[0]?.settings as z.core.JSONSchema.JSONSchema
  t.match(form.properties, {
    prompt: { maxLength: 32_000 },
    parameters: { properties: { imageSize: { enum: ['1K', '2K', '4K'] } } },
  })
})
