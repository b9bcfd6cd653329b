import pg from 'pg'

export interface Limits {
  /** Nobody waits longer for an answer. */
  queryMilliseconds: number
  /** The server ends a transaction that was left alone for so long. */
  idleMilliseconds: number
}

/**
 * pg's client, made safe for a database that stops in the middle of something, and for us doing the same.
 *
 * - A connection that breaks while somebody has it but asks nothing of it brings the whole process down: the pool
 *   listens to idle connections only. Here the next query says so.
 * - A query that got no answer in time leaves its connection waiting for that answer, and the next query, be it the
 *   ROLLBACK, queues behind it. Here the connection is cut.
 * - drizzle keeps the connection when BEGIN fails, and the pool is one connection poorer for ever. Here it goes back.
 * - A node that freezes in a transaction holds its locks for as long as it is frozen. Here BEGIN asks the server to end
 *   such a transaction, and a statement that nobody waits for any more. It cannot be asked on connecting: PgBouncer
 *   refuses such parameters, and hands a connection to other clients after each transaction.
 */
export function safeClient({ queryMilliseconds, idleMilliseconds }: Limits) {
  const limits = `set local idle_in_transaction_session_timeout = ${idleMilliseconds}; set local statement_timeout = ${queryMilliseconds}`

  return class SafeClient extends pg.Client {
    /** The pool gives it to whoever gets this connection. */
    declare release?: (error: Error) => void

    constructor(config?: pg.ClientConfig) {
      super({ ...config, query_timeout: queryMilliseconds })
      this.on('error', () => {})
    }

    override query(...given: never[]): never {
      const config: unknown = given[0]
      const isBegin = isQueryConfig(config) && config.text.startsWith('begin')
      if (isBegin) given[0] = { ...config, text: `${config.text}; ${limits}` } as never
      const answer: unknown = Reflect.apply(super.query, this, given)
      if (answer instanceof Promise) answer.catch((error: Error) => this.afterFailure(error, isBegin))
      return answer as never
    }

    /** Runs before whoever waits for the query hears of its failure. */
    afterFailure(error: Error, isBegin: boolean): void {
      if (error.message === 'Query read timeout') this.end(() => {})
      if (isBegin) this.release?.(error)
    }
  }
}

const isQueryConfig = (given: unknown): given is pg.QueryConfig =>
  typeof given === 'object' && given !== null && 'text' in given
