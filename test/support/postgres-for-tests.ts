import path from 'node:path'

/** One PostgreSQL serves every test file; each file works on its own copy of a migrated database. */
export const postgresDirectory = path.join(import.meta.dirname, '..', '..', '.tap', 'postgres')
export const templateDatabase = 'photochanger_template'

/** The same server, another database. */
export function urlOf(serverUrl: string, database: string): string {
  return serverUrl.replace(/\/postgres(?=\?|$)/, `/${database}`)
}
