import { parseArgs } from 'node:util'
import { readConfig } from '../config.ts'
import { createLogger, openWorld } from '../main.ts'
import { createCleaner, formatCleanerReport } from '../media/cleaning.ts'
import { createPixCleaner } from '../pix/clean-pix.ts'
import { createWholeCleaner } from '../pix/clean-whole.ts'
import { mailDirectoryOf } from '../pix/mail/choose-transport.ts'

/** Deletes what has expired, once, and looks for orphans. Exit code 2 when something could not be deleted. */
export async function cleanup(argv: string[]): Promise<number> {
  const { values } = parseArgs({ args: argv, options: { 'dry-run': { type: 'boolean', default: false } } })
  const config = readConfig(process.env)
  const { world, close } = await openWorld({ config, log: createLogger('warn'), asServer: false, onFatal: () => {} })
  try {
    const { retention } = config.pix
    const pix = createPixCleaner({
      ...{ ...world, database: world.upkeep, retention },
      mailDirectory: mailDirectoryOf(config.database),
    })
    const cleaner = createWholeCleaner({ cleaner: createCleaner(world), cleanPix: pix.run })
    const record = await cleaner.run({ dryRun: values['dry-run'], withOrphans: true })
    process.stdout.write(`${formatCleanerReport(record)}\n`)
    return record.errors.length > 0 ? 2 : 0
  } finally {
    await close()
  }
}
