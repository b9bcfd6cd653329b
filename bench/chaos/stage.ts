import { rmSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { type DatabaseServer, startDatabaseServer } from './database-server.ts'
import { type FilesFolder, makeFilesFolder } from './files-folder.ts'
import { createNode, type Node, type Surprise } from './nodes.ts'
import { createPictures, type Pictures } from './pictures.ts'
import { type ChaosSlot, prepareSlots, type SlotChange } from './slots.ts'
import { type StrictProvider, startStrictProvider, type Temper } from './strict-provider.ts'

interface StageOptions {
  seed: string
  temper: Temper
  apis: number
  workers: number
  slots: Record<string, SlotChange>
}

/** Everything that the play needs, standing: database, folder, provider, slots and nodes. */
export interface Stage {
  directory: string
  logFolder: string
  /** Where the gateway keeps its files. */
  filesDirectory: string
  environment: Record<string, string>
  database: DatabaseServer
  files: FilesFolder
  pictures: Pictures
  provider: StrictProvider
  slots: ChaosSlot[]
  apis: Node[]
  workers: Node[]
  surprises: Surprise[]
  /** The logs stay when something is to be found in them. */
  close(options: { keepLogs: boolean }): Promise<void>
}

const diskMegabytes = 64

export async function setStage({ seed, temper, apis, workers, slots }: StageOptions): Promise<Stage> {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'photochanger-chaos-'))
  const undo = [() => rmSync(directory, { recursive: true, force: true, maxRetries: 3 })]
  const stopWatching = beforeTheEnd(() => {
    for (const step of undo.splice(0)) step()
  })
  await chmod(directory, 0o711) // PostgreSQL's own account must come through
  const logFolder = path.join(directory, 'logs')
  await mkdir(logFolder)
  const dataDirectory = path.join(directory, 'data')
  const files = await makeFilesFolder(dataDirectory, diskMegabytes)
  undo.unshift(files.unmount)
  const database = await startDatabaseServer(path.join(directory, 'postgres'))
  undo.unshift(database.abandon)
  const pictures = await createPictures()
  const provider = await startStrictProvider({ seed, pictures, temper })
  const environment = {
    DATA_DIR: dataDirectory,
    DATABASE_URL: database.url,
    HOST: '127.0.0.1',
    PORT: '0',
    LOG_LEVEL: 'info',
    WORKER_CONCURRENCY: '4',
  }
  const prepared = await prepareSlots(environment, slots)

  const surprises: Surprise[] = []
  const makeNodes = (role: Node['role'], count: number) =>
    Array.from({ length: count }, (_, at) =>
      createNode({
        name: `${role}-${at + 1}`,
        role,
        environment,
        providerUrl: provider.url,
        logFolder,
        onSurprise: (surprise) => surprises.push(surprise),
      }),
    )
  const nodes = { apis: makeNodes('api', apis), workers: makeNodes('worker', workers) }
  const everyNode = [...nodes.apis, ...nodes.workers]

  undo.unshift(...everyNode.map((node) => node.abandon))
  await Promise.all(everyNode.map((node) => node.start()))

  return {
    directory,
    logFolder,
    filesDirectory: path.join(dataDirectory, 'files'),
    environment,
    database,
    files,
    pictures,
    provider,
    slots: prepared,
    ...nodes,
    surprises,
    async close({ keepLogs }) {
      for (const node of everyNode) node.abandon()
      provider.stop()
      await database.stop()
      files.unmount()
      stopWatching()
      for (const part of keepLogs ? ['data', 'postgres'] : ['']) {
        await rm(path.join(directory, part), { recursive: true, force: true })
      }
    },
  }
}

/** The last one is how a test runner ends a test that takes too long. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGALRM'] as const

/** Whatever ends this process: nothing that it started may stay. */
function beforeTheEnd(work: () => void): () => void {
  const leave = () => process.exit(130)
  process.once('exit', work)
  for (const signal of signals) process.once(signal, leave)
  return () => {
    process.removeListener('exit', work)
    for (const signal of signals) process.removeListener(signal, leave)
  }
}
