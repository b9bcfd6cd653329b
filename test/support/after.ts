import { startEmbeddedPostgres } from '../../src/embedded-postgres.ts'
import { postgresDirectory } from './postgres-for-tests.ts'

const server = await startEmbeddedPostgres({ directory: postgresDirectory })
await server.stop()
