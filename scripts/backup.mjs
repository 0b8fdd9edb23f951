import { randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream, existsSync, readdirSync } from 'node:fs'
import { link, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { createGzip } from 'node:zlib'
import { to as copyTo } from 'pg-copy-streams'
import {
  connect,
  createMeter,
  filesUnder,
  formatVersion,
  manifestName,
  objectListName,
  quoted,
  schemas,
  tableFile,
} from './backup-format.mjs'
import { appPostgres } from './db.mjs'
import { dataDir, say } from './environment.mjs'
import { ensurePostgres, findPostgres, stopPostgres } from './postgres.mjs'

/** A half of one, left by a backup that was ended, is no backup. */
const halfSuffix = '.half'

/**
 * Takes a backup into a new folder under `place`, of one moment, while the app runs. The tables come first: a row whose object is made
 * in between would point at nothing, an object without a row is only clutter that the app clears away.
 * @param {{ url: string, place: string, objectsDir: string | null, bucket?: string }} options `objectsDir` is null where objects lie in `bucket`.
 * @returns {Promise<{ folder: string, rows: number, objects: number, bytes: number }>}
 */
const takeBackup = async ({ url, place, objectsDir, bucket }) => {
  await mkdir(place, { recursive: true, mode: 0o700 })
  const before = newestBackup(place)
  const name = `clipforge-${new Date().toISOString().replace(/[-:.]/g, '')}`
  const folder = path.join(place, name)
  const half = folder + halfSuffix
  await mkdir(path.join(half, 'tables'), { recursive: true, mode: 0o700 })
  const client = await connect(url)
  try {
    const database = await dumpTables(client, half)
    const kept = objectsDir === null ? { place: 's3', bucket } : await copyObjects({ objectsDir, half, before })
    const rows = database.tables.reduce((sum, table) => sum + table.rows, 0)
    const objects = kept.count ?? 0
    const bytes = database.tables.reduce((sum, table) => sum + table.bytes, 0) + (kept.bytes ?? 0)
    const manifest = { format: formatVersion, ...database, objects: kept, keys: describeKeys() }
    await writeFile(path.join(half, manifestName), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 })
    await rename(half, folder)
    await noteBackup(client, { takenAt: database.takenAt, place, rows, objects, bytes }).catch((error) =>
      say(`the backup is good, but the ops page won't know of it: ${error.message}`),
    )
    return { folder, rows, objects, bytes }
  } catch (error) {
    await rm(half, { recursive: true, force: true })
    throw error
  } finally {
    await client.end()
  }
}

/** What the ops page reads; also the last line of a restore, which puts back the tables of before there was this row. */
export const noteBackup = (client, { takenAt, place, rows, objects, bytes }) =>
  client.query(
    `insert into "Backup" ("id", "takenAt", "place", "rows", "objects", "bytes") values ($1, $2::timestamptz at time zone 'UTC', $3, $4, $5, $6)`,
    [randomUUID(), takenAt, place, rows, objects, bytes],
  )

/** The folder of the newest backup under `place`, or null. Names sort by time. */
const newestBackup = (place) => {
  const whole = readdirSync(place).filter((name) => existsSync(path.join(place, name, manifestName)))
  const newest = whole
    .filter((name) => !name.endsWith(halfSuffix))
    .sort()
    .at(-1)
  return newest === undefined ? null : path.join(place, newest)
}

const dumpTables = async (client, half) => {
  await client.query('begin isolation level repeatable read read only')
  const { rows: about } = await client.query(`select now() as taken, current_setting('server_version') as version`)
  const tables = []
  for (const table of await listTables(client)) tables.push(await dumpTable(client, half, table))
  const { rows: migrations } = await client.query(
    'select migration_name as name, checksum from _prisma_migrations where finished_at is not null and rolled_back_at is null order by started_at',
  )
  const { rows: sequences } = await client.query(
    'select schemaname as schema, sequencename as name, last_value as value from pg_sequences where schemaname = any($1) and last_value is not null order by 1, 2',
    [schemas],
  )
  const hasRunner = tables.some(({ schema }) => schema === 'runner')
  const { rows: runner } = hasRunner
    ? await client.query('select max(version) as version from runner.schema_version')
    : { rows: [] }
  await client.query('commit')
  return {
    takenAt: about[0].taken.toISOString(),
    postgres: about[0].version,
    migrations,
    runnerVersion: runner[0]?.version ?? null,
    tables,
    sequences,
  }
}

/** Columns that are computed are not copied: the table computes them again. */
const listTables = async (client) => {
  const { rows } = await client.query(
    `select n.nspname as schema, c.relname as name,
       (select json_agg(a.attname order by a.attnum) from pg_attribute a
         where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and n.nspname = any($1) order by 1, 2`,
    [schemas],
  )
  return rows
}

const dumpTable = async (client, half, table) => {
  const columns = table.columns.map((name) => quoted(client, name)).join(', ')
  const source = client.query(copyTo(`copy ${quoted(client, table.schema, table.name)} (${columns}) to stdout`))
  const meter = createMeter()
  const target = createWriteStream(path.join(half, tableFile(table)), { mode: 0o600 })
  await pipeline(source, meter.stream, createGzip({ level: 6 }), target)
  return { ...table, rows: source.rowCount, bytes: meter.bytes(), sha256: meter.sha256() }
}

/** An object that the backup before holds as it is now is linked, not copied: each backup is whole, and only what is new takes room. */
const copyObjects = async ({ objectsDir, half, before }) => {
  const known = before === null ? new Map() : await readObjectList(before)
  const lines = []
  let bytes = 0
  for (const file of filesUnder(objectsDir)) {
    // Begun and not finished: its name is given at the end.
    if (path.basename(file).startsWith('.')) continue
    const copied = await copyObject({ from: path.join(objectsDir, file), half, before, file, known: known.get(file) })
    // Deleted since the list was made.
    if (copied === null) continue
    lines.push(JSON.stringify(copied))
    bytes += copied.sizeBytes
  }
  await writeFile(path.join(half, objectListName), lines.map((line) => `${line}\n`).join(''), { mode: 0o600 })
  return { place: 'disk', count: lines.length, bytes }
}

const copyObject = async ({ from, half, before, file, known }) => {
  const target = path.join(half, 'objects', file)
  await mkdir(path.dirname(target), { recursive: true, mode: 0o700 })
  try {
    const { size, mtimeMs } = await stat(from)
    if (known?.sizeBytes === size && known.modifiedAtMs === mtimeMs && (await isLinked(before, file, target)))
      return known
    const meter = createMeter()
    await pipeline(
      createReadStream(from, { highWaterMark: 1024 ** 2 }),
      meter.stream,
      createWriteStream(target, { mode: 0o600 }),
    )
    return { path: file, sizeBytes: meter.bytes(), modifiedAtMs: mtimeMs, sha256: meter.sha256() }
  } catch (error) {
    if (error.code === 'ENOENT' && !existsSync(from)) return null
    throw error
  }
}

const isLinked = (before, file, target) =>
  link(path.join(before, 'objects', file), target).then(
    () => true,
    () => false,
  )

/** By path. */
export const readObjectList = async (folder) => {
  const file = path.join(folder, objectListName)
  if (!existsSync(file)) return new Map()
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '')
  return new Map(lines.map((line) => JSON.parse(line)).map((object) => [object.path, object]))
}

/** What a backup never holds, and where it is kept instead: the file must not be worth more to a thief than the app. */
const describeKeys = () =>
  [
    ...[
      ['AUTH_SECRET', 'auth'],
      ['MEDIA_SIGNING_KEYS', 'media-signing'],
    ],
    ...['OPS_TOKEN', 'S3_SECRET_ACCESS_KEY', 'INNGEST_SIGNING_KEY', 'RESEND_API_KEY', 'SMTP_URL'].map((name) => [name]),
  ].flatMap(([name, file]) => {
    if (process.env[name]) return [{ name, keptIn: 'the environment' }]
    const kept = file === undefined ? null : path.join(dataDir, 'secrets', file)
    return kept !== null && existsSync(kept) ? [{ name, keptIn: kept }] : []
  })

/** The database of this environment while `work` runs; one of ours that was not running is stopped afterwards. */
export const withDatabase = async (work) => {
  if (process.env.DATABASE_URL) return work(process.env.DATABASE_URL)
  const running = await findPostgres(appPostgres)
  if (running !== null) return work(running.url)
  try {
    return await work((await ensurePostgres(appPostgres)).url)
  } finally {
    await stopPostgres(appPostgres)
  }
}

/** Where objects lie: in a folder here, or (null) in the bucket that the environment names. */
export const objectsPlace = () => (process.env.S3_BUCKET ? null : path.join(dataDir, 'objects'))

// npm run backup -- /backups
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [place] = process.argv.slice(2)
  if (place === undefined) {
    console.error('clipforge: where to? npm run backup -- /path/of/backups')
    process.exit(64)
  }
  try {
    const at = path.resolve(process.env.INIT_CWD ?? process.cwd(), place)
    const objectsDir = objectsPlace()
    const bucket = process.env.S3_BUCKET
    const { folder, rows, objects, bytes } = await withDatabase((url) =>
      takeBackup({ url, place: at, objectsDir, bucket }),
    )
    say(`backup in ${folder}: ${rows} rows, ${objects} objects, ${bytes} bytes`)
    if (objectsDir === null)
      say(`objects are not in it: they stay in the bucket ${bucket}, whose versions are its backup`)
    say('keys are not in it (manifest.json names them): keep .env and .data/secrets in another place')
  } catch (error) {
    console.error(`clipforge: no backup was made: ${error.message}`)
    process.exit(1)
  }
}
