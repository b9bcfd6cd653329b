import type { ProviderKeys } from '../accounts/provider-keys.ts'
import { readConfig } from '../config.ts'
import { createLogger, openProviders } from '../main.ts'
import { openKeptKeys } from './kept-keys.ts'

const usage = `photochanger provider test NAME

Makes one real call to a service, which costs nothing or next to nothing, and says in one line what is wrong. It uses
the key that a gateway started here would use, and says whether that is one of the settings or of the environment.
`
const mostMilliseconds = 30_000

/** The exit code is 0 when the service would work, 1 when it would not, 2 when the command is wrong. */
export async function provider([verb, name, ...rest]: string[]): Promise<number> {
  const config = readConfig(process.env)
  const { keys, trouble, close: closeKeys } = await openKeptKeys(config)
  const { world, close } = await openProviders(config, createLogger('silent'), keys && { keyOf: keys.keyOf })
  try {
    const services = Object.values(world.providers).filter((each) => each.isSetUp !== undefined)
    const service = services.find((each) => each.name === name)
    if (verb !== 'test' || !service?.probe || rest.length > 0) {
      process.stderr.write(`${usage}\nServices: ${services.map((each) => each.name).join(', ')}\n`)
      return 2
    }
    const { isFine, says } = await service.probe(AbortSignal.timeout(mostMilliseconds)).catch(explain)
    const origin = await originOf(service.name, Boolean(service.isSetUp), keys)
    const notes = [trouble, ...origin].filter((note) => note !== null)
    const behind = notes.length > 0 ? ` (${notes.join('; ')})` : ''
    process.stdout.write(`${isFine ? 'ok   ' : 'FAIL '}${service.name}: ${says}${behind}\n`)
    return isFine ? 0 : 1
  } finally {
    await close()
    await closeKeys()
  }
}

/** Where the key comes from that was used. */
async function originOf(name: string, hasKey: boolean, keys: ProviderKeys | undefined): Promise<(string | null)[]> {
  const kept = (await keys?.list())?.find(({ provider }) => provider === name)
  const from = kept?.source === 'database' ? 'key of the settings' : 'key of the environment'
  return [
    kept?.isUnreadable ? 'the key kept in the settings cannot be read with this SECRET_KEY' : null,
    hasKey ? from : null,
  ]
}

function explain(error: Error) {
  const isLate = error.name === 'TimeoutError'
  return {
    isFine: false,
    says: isLate ? `did not answer within ${mostMilliseconds / 1000} s` : 'the test itself broke',
  }
}
