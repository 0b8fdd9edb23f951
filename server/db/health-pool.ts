import pg from 'pg'

export type HealthPool = {
  /** One row of one statement. @throws what PostgreSQL or the connection says */
  ask<R extends pg.QueryResultRow>(sql: string): Promise<R | undefined>
  close(): Promise<void>
}

/**
 * One connection that nothing else can take: a pool that is used up is then said to be that, and not a database that is down. What it asks
 * for ends within the deadline of a health check, so that a frozen server holds up one look and never a queue of them.
 */
export const createHealthPool = (url: string, deadlineMs: number): HealthPool => {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: 'clipforge-health',
    max: 1,
    connectionTimeoutMillis: deadlineMs,
    query_timeout: deadlineMs,
    statement_timeout: deadlineMs,
    idleTimeoutMillis: 0,
    keepAlive: true,
  })
  // A server that goes away ends the idle connection; the next look says so.
  pool.on('error', () => undefined)
  return {
    ask: async (sql) => {
      const { rows } = await pool.query(sql)
      return rows[0]
    },
    close: () => pool.end(),
  }
}

/** Whether PostgreSQL itself refused a statement (it has a SQLSTATE of five characters), which only a server that is up can do. */
export const isAnswer = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && /^[0-9A-Z]{5}$/.test(error.code ?? '') && !/^(57P|53|08)/.test(error.code ?? '')
