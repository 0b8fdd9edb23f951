import type pg from 'pg'

/**
 * How many statements in this pool's database wait for somebody else's lock right now: those that match `what`, a regular expression of
 * PostgreSQL's, in what they write (their conditions do not count); all by default. A heart that beats beside the work waits as well.
 */
export const lockWaiters = async (pool: pg.Pool, what = ''): Promise<number> => {
  const { rowCount } = await pool.query(
    `SELECT 1 FROM pg_stat_activity
     WHERE wait_event_type = 'Lock' AND datname = current_database() AND split_part(query, ' WHERE ', 1) ~ $1`,
    [what],
  )
  return rowCount ?? 0
}
