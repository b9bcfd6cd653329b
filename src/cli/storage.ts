import { readConfig } from '../config.ts'
import { createLogger, openWorld } from '../main.ts'

const usage = `photochanger storage accept

  The place that STORAGE names keeps the files from now on. A gateway refuses to start with another place than the one
  its database knows: an empty folder where a volume should be mounted, or the bucket of another gateway. Pictures that
  are not in the new place answer 410.
`

/** Lets the gateway go on with another store. */
export async function storage(argv: string[]): Promise<number> {
  if (argv.length !== 1 || argv[0] !== 'accept') {
    process.stderr.write(usage)
    return 2
  }
  const config = readConfig(process.env)
  const log = createLogger('warn')
  const { close } = await openWorld({ config, log, asServer: false, acceptsStore: true, onFatal: () => {} })
  await close()
  process.stdout.write('Accepted: this is where the files are from now on.\n')
  return 0
}
