import pg from 'pg'

interface Statement {
  text: string
  values: unknown[]
}

/** Remembers what is asked of the database, so that a slow answer can be explained. */
export function recordStatements() {
  const ask = pg.Client.prototype.query
  let recorded: Statement[] | undefined
  pg.Client.prototype.query = function record(this: pg.Client, ...given: unknown[]) {
    const [config, values] = given
    if (typeof config === 'object' && config !== null && 'text' in config) {
      const own = 'values' in config ? config.values : undefined
      recorded?.push({ text: String(config.text), values: (own ?? values ?? []) as unknown[] })
    }
    return Reflect.apply(ask, this, given)
  } as typeof ask
  return async function recordDuring(work: () => Promise<unknown>): Promise<Statement[]> {
    recorded = []
    await work()
    const seen = recorded
    recorded = undefined
    return seen
  }
}

const worthTellingMilliseconds = 2

/** What took the time: each statement's plan, shortened to the lines that say how many rows were read. */
export async function explain(client: pg.Client, statements: readonly Statement[]): Promise<string> {
  const plans: string[] = []
  for (const { text, values } of statements) {
    if (!/^\s*(select|with)\b/i.test(text)) continue
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(
      `explain (analyze, costs off, timing on) ${text}`,
      values,
    )
    const lines = rows.map((row) => row['QUERY PLAN'])
    if (Number(/Execution Time: ([\d.]+)/.exec(lines.join('\n'))?.[1]) < worthTellingMilliseconds) continue
    plans.push(
      `${text.replace(/\s+/g, ' ').slice(0, 120)}\n${lines.filter((line) => /actual|Execution|Removed/.test(line)).join('\n')}`,
    )
  }
  return plans.join('\n\n')
}
