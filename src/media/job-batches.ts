const batchSize = 500
const beforeAllIds = '00000000-0000-0000-0000-000000000000'

/**
 * Job rows in batches, by id: a row whose file resists is passed by, not met again and again. `select` takes the last
 * id seen and the size of a batch.
 */
export async function* inBatches<Row extends { id: string }>(
  select: (afterId: string, limit: number) => Promise<Row[]>,
): AsyncGenerator<Row[]> {
  let last: string | undefined = beforeAllIds
  while (last) {
    const rows: Row[] = await select(last, batchSize)
    if (rows.length > 0) yield rows
    last = rows.length === batchSize ? rows.at(-1)?.id : undefined
  }
}
