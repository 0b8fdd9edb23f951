import type pg from 'pg'

/** How many statements in this pool's database wait for somebody else's lock right now. */
export const lockWaiters = async (pool: pg.Pool): Promise<number> => {
  const { rowCount } = await pool.query(
    `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`,
  )
  return rowCount ?? 0
}
