import type { PgBoss } from 'pg-boss'
import { type Clock, repeat } from '../clock.ts'
import type { Logger } from '../log.ts'
import { statisticsQueue } from './boss.ts'
import type { FigureTable } from './figure-table.ts'

interface Dependencies {
  boss: PgBoss
  figureTable: FigureTable
  clock: Clock
  log: Logger
}

const intervalSeconds = 60

/** Once a minute, on one node: the sums behind the statistics. */
export function createStatisticsSchedule({ boss, figureTable, clock, log }: Dependencies) {
  async function updateOnce(): Promise<void> {
    await boss.send(statisticsQueue, {}, { singletonSeconds: intervalSeconds })
    const [message] = await boss.fetch(statisticsQueue)
    if (!message) return
    await figureTable.update()
    await boss.complete(statisticsQueue, message.id)
  }

  return repeat(clock, intervalSeconds * 1000, updateOnce, (error) =>
    log.warn({ err: error }, 'the sums for the statistics could not be made'),
  )
}
