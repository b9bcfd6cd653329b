import { statfs } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { ProviderKeys, ShownKey } from '../accounts/provider-keys.ts'
import type { World } from '../app.ts'
import { type Config, readConfig } from '../config.ts'
import { hasOwner } from '../data-directory-lock.ts'
import { GatewayError } from '../errors.ts'
import { withoutPaths } from '../log.ts'
import { createLogger, openWorld } from '../main.ts'
import { createSettings } from '../settings.ts'
import { slotSettingsSchema } from '../slots/slot.ts'
import { createSlots } from '../slots/slots.ts'

interface Finding {
  what: string
  /** `true`: fine. `false`: the gateway cannot work. `null`: it can, but look at it. */
  isFine: boolean | null
  /** One sentence; for what is not fine, what to do. */
  says: string
}

const leastFreeGigabytes = 2
const marks = new Map<boolean | null, string>([
  [true, 'ok   '],
  [null, 'warn '],
  [false, 'FAIL '],
])

/** Looks at everything the gateway stands on and says what to do. Exit code 1 when it cannot work. */
export async function doctor(): Promise<number> {
  const findings: Finding[] = []
  const tell = (finding: Finding) => {
    findings.push(finding)
    process.stdout.write(`${marks.get(finding.isFine)}${finding.what}: ${finding.says}\n`)
  }

  tell({ what: 'Node', isFine: true, says: `${process.version}, ${process.platform}-${process.arch}` })
  const config = readConfig(process.env)
  tell({ what: 'environment', isFine: true, says: 'all values are valid' })
  await look(tell, 'database and storage', () => lookInside(config, tell))
  const gigabytes = await freeGigabytes(config.database.dataDirectory)
  tell({
    what: 'disk',
    isFine: gigabytes >= leastFreeGigabytes ? true : null,
    says: `${gigabytes.toFixed(1)} GB free${gigabytes >= leastFreeGigabytes ? '' : '; make room before an event'}`,
  })
  return findings.some(({ isFine }) => isFine === false) ? 1 : 0
}

type Tell = (finding: Finding) => void

/** A check that throws is a finding, not the end. */
async function look(tell: Tell, what: string, check: () => Promise<void>): Promise<void> {
  try {
    await check()
  } catch (error) {
    const says = error instanceof GatewayError ? error.details : withoutPaths(String((error as Error).message))
    tell({ what, isFine: false, says })
  }
}

async function lookInside(config: Config, tell: Tell): Promise<void> {
  const log = createLogger('silent')
  const { world, url, close } = await openWorld({ config, log, asServer: false, onFatal: () => {} })
  try {
    const { rows } = await world.database.execute<{ server_version: string }>('show server_version')
    const kind = config.database.url ? 'DATABASE_URL' : 'embedded'
    tell({
      what: 'database',
      isFine: true,
      says: `PostgreSQL ${rows[0]?.server_version} (${kind}), tables are up to date`,
    })
    await world.store.check()
    tell({ what: 'storage', isFine: true, says: `${placeOf(config)} is the right one and takes files` })
    await lookAtPort(config, tell, await hasOwner(url))
    await lookAtSetup(config, tell, world)
  } finally {
    await close()
  }
}

const placeOf = ({ storage: { s3 } }: Config) => (s3 ? `the bucket ${s3.bucket}` : 'the folder')

async function lookAtPort({ http: { host, port } }: Config, tell: Tell, isRunning: boolean): Promise<void> {
  const taken = await isTaken(host, port)
  if (isRunning)
    tell({
      what: 'gateway',
      isFine: true,
      says: taken
        ? `is running, and answers on port ${port}`
        : 'is running, on another port than this environment says',
    })
  else if (taken)
    tell({ what: 'port', isFine: false, says: `${port} is taken by another program; stop it or set PORT` })
  else tell({ what: 'port', isFine: true, says: `${port} is free` })
}

function isTaken(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer().once('error', () => resolve(true))
    server.listen(port, host, () => server.close(() => resolve(false)))
  })
}

async function lookAtSetup(config: Config, tell: Tell, world: World): Promise<void> {
  const settings = createSettings({ database: world.database, fallback: config.settings })
  const { ingestPasswordHash, publicBaseUrl } = await settings.read()
  if (!publicBaseUrl)
    tell({
      what: 'public address',
      isFine: null,
      says: 'is not set; links and QR codes carry the address that the camera program used, which guests may not reach',
    })
  tell({
    what: 'ingest password',
    isFine: ingestPasswordHash ? true : null,
    says: ingestPasswordHash ? 'is set' : 'is not set yet; the first start makes one',
  })
  const stored = await createSlots(world).listStored()
  const parsed = stored.map(({ id, settings }) => ({ id, ...slotSettingsSchema.safeParse(settings) }))
  const broken = parsed.filter(({ success }) => !success).map(({ id }) => id)
  const enabled = parsed.filter(({ data }) => data?.enabled)
  tell({
    what: 'slots',
    isFine: enabled.length > 0 && broken.length === 0 ? true : null,
    says: `${enabled.length} of ${stored.length} are switched on${broken.length > 0 ? `; save again, because their settings no longer fit: ${broken.join(', ')}` : ''}`,
  })
  await lookAtKeys(tell, world.providerKeys)
}

async function lookAtKeys(tell: Tell, providerKeys: ProviderKeys): Promise<void> {
  const keys = await providerKeys.list()
  const named = (wanted: ShownKey['source']) =>
    keys.filter(({ source }) => source === wanted).map(({ provider }) => provider)
  const places = [
    ['of the settings', named('database')],
    ['of the environment', named('environment')],
    ['none', named(null)],
  ] as const
  const says = places.flatMap(([place, names]) => (names.length > 0 ? [`${place}: ${names.join(', ')}`] : []))
  tell({ what: 'keys', isFine: true, says: `${says.join('; ')}; the studio needs none` })
  const unreadable = keys.filter(({ isUnreadable }) => isUnreadable).map(({ provider }) => provider)
  if (unreadable.length > 0)
    tell({
      what: 'SECRET_KEY',
      isFine: null,
      says: `does not open the keys kept in the settings for ${unreadable.join(', ')}; give the right one, put DATA_DIR/secret-key back, or set the keys again`,
    })
}

async function freeGigabytes(directory: string): Promise<number> {
  const { bavail, bsize } = await statfs(directory).catch(() => statfs('.'))
  return (bavail * bsize) / 1e9
}
