import { readConfig } from '../config.ts'
import { createLogger, openWorld } from '../main.ts'

/** Brings the database up to date and stops. */
export async function migrate(): Promise<number> {
  const config = readConfig(process.env)
  const { close } = await openWorld({ config, log: createLogger('warn'), asServer: false, onFatal: () => {} })
  await close()
  process.stdout.write('The database is up to date.\n')
  return 0
}
