import type pg from 'pg'

/** What every table holds, as one hash each: two that are equal mean that no row came, went or changed. */
export const snapshotTables = async (pool: pg.Pool): Promise<Readonly<Record<string, string>>> => {
  const tables = await pool.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1`,
  )
  const parts = tables.rows.map(
    ({ name }) =>
      `SELECT '${name}' AS name, md5(coalesce(string_agg(row::text, ',' ORDER BY row::text), '')) AS hash FROM ${name} row`,
  )
  const { rows } = await pool.query<{ name: string; hash: string }>(parts.join(' UNION ALL '))
  return Object.fromEntries(rows.map(({ name, hash }) => [name, hash]))
}
