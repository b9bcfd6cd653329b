import { readConfig } from '../config.ts'
import { createLogger, openProviders } from '../main.ts'

const usage = `photochanger provider test NAME

Makes one real call to a service, which costs nothing or next to nothing, and says in one line what is wrong.
`
const mostMilliseconds = 30_000

/** The exit code is 0 when the service would work, 1 when it would not, 2 when the command is wrong. */
export async function provider([verb, name, ...rest]: string[]): Promise<number> {
  const { world, close } = await openProviders(readConfig(process.env), createLogger('silent'))
  try {
    const services = Object.values(world.providers).filter((each) => each.isSetUp !== undefined)
    const service = services.find((each) => each.name === name)
    if (verb !== 'test' || !service?.probe || rest.length > 0) {
      process.stderr.write(`${usage}\nServices: ${services.map((each) => each.name).join(', ')}\n`)
      return 2
    }
    const { isFine, says } = await service.probe(AbortSignal.timeout(mostMilliseconds)).catch(explain)
    process.stdout.write(`${isFine ? 'ok   ' : 'FAIL '}${service.name}: ${says}\n`)
    return isFine ? 0 : 1
  } finally {
    await close()
  }
}

function explain(error: Error) {
  const isLate = error.name === 'TimeoutError'
  return {
    isFine: false,
    says: isLate ? `did not answer within ${mostMilliseconds / 1000} s` : 'the test itself broke',
  }
}
