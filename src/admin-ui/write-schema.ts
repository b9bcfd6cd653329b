import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { json } from 'node:stream/consumers'
import openapiTs, { astToString } from 'openapi-typescript'
import ts from 'typescript'

const target = path.join(import.meta.dirname, 'src', 'api', 'schema.d.ts')
const biome = path.join(import.meta.dirname, '..', '..', 'node_modules', '.bin', 'biome')
const blob = ts.factory.createTypeReferenceNode('Blob')

/** The types of the API, from its OpenAPI document, in the form in which this project is written. */
export async function schemaOf(document: unknown): Promise<string> {
  const nodes = await openapiTs(document as Parameters<typeof openapiTs>[0], {
    transform: (schema) => (schema.format === 'binary' ? blob : undefined),
  })
  const text = `// Written by "npm run client".\n${astToString(nodes)}`
  return execFileSync(biome, ['format', `--stdin-file-path=${target}`], { input: text, encoding: 'utf8' })
}

if (import.meta.main) writeFileSync(target, await schemaOf(await json(process.stdin)))
