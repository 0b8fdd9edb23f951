import { createHash } from 'node:crypto'
import { createReadStream, existsSync, readFileSync } from 'node:fs'
import { copyFile, mkdir, readFile, rename, rm, utimes } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { createGunzip } from 'node:zlib'
import { from as copyFrom } from 'pg-copy-streams'
import { applyRunnerVersions } from '../server/runner/apply-schema.ts'
import { noteBackup, objectsPlace, readObjectList, withDatabase } from './backup.mjs'
import {
  connect,
  createMeter,
  formatVersion,
  hashFile,
  manifestName,
  quoted,
  schemas,
  tableFile,
} from './backup-format.mjs'
import { projectDir, say } from './environment.mjs'
import { findInstance } from './instance.mjs'
import { ensureMigrated } from './migrate.mjs'

// Run with tsx, because the runner's tables are described in TypeScript.

/**
 * Puts a backup back: whole or not at all, since the database is one transaction and objects change place only after it.
 * @param {{ url: string, folder: string, objectsDir: string | null, isReplacing: boolean }} options `isReplacing` lets it delete what is there.
 * @returns {Promise<{ rows: number, objects: number, setAside: string | null }>} `setAside` is where the objects of before are now.
 */
const restoreBackup = async ({ url, folder, objectsDir, isReplacing }) => {
  const manifest = await readManifest(folder)
  const objects = [...(await readObjectList(folder)).values()]
  await checkFiles(folder, manifest, objects)
  const scripts = readMigrations(manifest.migrations)
  if (manifest.objects.place === 'disk' && objectsDir === null)
    throw new Error(
      'The backup holds objects and this environment keeps them in a bucket. Unset S3_BUCKET, or copy them there first.',
    )
  const client = await connect(url)
  try {
    await refuseOthers(client)
    await refuseToOverwrite(client, isReplacing)
    const incoming = manifest.objects.place === 'disk' ? await bringObjects(folder, objects, objectsDir) : null
    await client.query('begin')
    const swap = await restoreTables(client, { folder, manifest, scripts })
      // Names change before the tables are final: where they can't (another disk, a mount point), the tables are as they were too.
      .then(() => (incoming === null ? null : swapObjects(incoming, objectsDir)))
      .catch(async (error) => {
        if (incoming !== null) await rm(incoming, { recursive: true, force: true })
        throw error
      })
    await client.query('commit').catch(async (error) => {
      await swap?.undo()
      throw error
    })
    const setAside = swap?.setAside ?? null
    say('tables and objects are back')
    // Brought up to what this version of the app expects, where the backup is older.
    await ensureMigrated(url)
    const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0)
    const bytes = manifest.tables.reduce((sum, table) => sum + table.bytes, 0) + (manifest.objects.bytes ?? 0)
    await noteBackup(client, { ...manifest, place: path.dirname(folder), rows, objects: objects.length, bytes })
    return { rows, objects: objects.length, setAside }
  } finally {
    await client.end()
  }
}

const readManifest = async (folder) => {
  const file = path.join(folder, manifestName)
  if (!existsSync(file)) throw new Error(`${folder} is not a whole backup: it has no ${manifestName}.`)
  const manifest = JSON.parse(await readFile(file, 'utf8'))
  if (manifest.format !== formatVersion)
    throw new Error(`The backup has format ${manifest.format}; this version reads ${formatVersion}.`)
  return manifest
}

/** Every byte is looked at before any is deleted. */
const checkFiles = async (folder, manifest, objects) => {
  for (const table of manifest.tables) {
    const meter = createMeter()
    const file = path.join(folder, tableFile(table))
    meter.stream.resume()
    await pipeline(createReadStream(file), createGunzip(), meter.stream).catch((error) => {
      throw new Error(`${file} can't be read: ${error.message}`)
    })
    if (meter.sha256() !== table.sha256) throw new Error(`${file} is not what was written: its checksum differs.`)
  }
  for (const object of objects) {
    const file = path.join(folder, 'objects', object.path)
    if (!existsSync(file)) throw new Error(`${file} is missing.`)
    if ((await hashFile(file)) !== object.sha256)
      throw new Error(`${file} is not what was written: its checksum differs.`)
  }
}

/** The tables are made by the very migrations they had; rows would not fit into others. */
const readMigrations = (migrations) =>
  migrations.map(({ name, checksum }) => {
    const file = path.join(projectDir, 'prisma', 'migrations', name, 'migration.sql')
    const script = existsSync(file) ? readFileSync(file, 'utf8') : null
    if (script === null || createHash('sha256').update(script).digest('hex') !== checksum)
      throw new Error(
        `The backup is from a version with the migration ${name}, which this one lacks. Restore with that version or a later one.`,
      )
    return script
  })

/** Web and workers would write into what is being put back. */
const refuseOthers = async (client) => {
  const { rows } = await client.query(
    `select count(*)::int as others from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'`,
  )
  if (rows[0].others > 0)
    throw new Error(`The database has ${rows[0].others} other connection(s). Stop web and workers first.`)
}

const refuseToOverwrite = async (client, isReplacing) => {
  const { rows } = await client.query('select count(*)::int as tables from pg_tables where schemaname = any($1)', [
    schemas,
  ])
  if (rows[0].tables > 0 && !isReplacing)
    throw new Error(
      'The database is not empty. With --replace everything in it is deleted first, and what it had is lost.',
    )
}

/** Beside where they go, on the same disk: taking their place is then a change of names. */
const bringObjects = async (folder, objects, objectsDir) => {
  const incoming = `${objectsDir}.restoring`
  await rm(incoming, { recursive: true, force: true })
  await mkdir(incoming, { recursive: true })
  for (const object of objects) {
    const target = path.join(incoming, object.path)
    await mkdir(path.dirname(target), { recursive: true })
    await copyFile(path.join(folder, 'objects', object.path), target)
    await utimes(target, new Date(object.modifiedAtMs), new Date(object.modifiedAtMs))
  }
  return incoming
}

const swapObjects = async (incoming, objectsDir) => {
  const setAside = existsSync(objectsDir) ? `${objectsDir}.before-restore-${Date.now()}` : null
  if (setAside !== null) await rename(objectsDir, setAside)
  const bringBack = () => (setAside === null ? undefined : rename(setAside, objectsDir))
  await rename(incoming, objectsDir).catch(async (error) => {
    await bringBack()
    throw error
  })
  return {
    setAside,
    undo: async () => {
      await rm(objectsDir, { recursive: true, force: true })
      await bringBack()
    },
  }
}

const restoreTables = async (client, { folder, manifest, scripts }) => {
  for (const schema of schemas) await client.query(`drop schema if exists ${quoted(client, schema)} cascade`)
  await client.query('create schema public')
  // As the Prisma CLI makes it, which then finds what was applied.
  await client.query(`create table _prisma_migrations (
    id varchar(36) primary key, checksum varchar(64) not null, finished_at timestamptz, migration_name varchar(255) not null,
    logs text, rolled_back_at timestamptz, started_at timestamptz not null default now(), applied_steps_count integer not null default 0)`)
  for (const script of scripts) await client.query(script)
  if (manifest.runnerVersion !== null) await applyRunnerVersions(client, manifest.runnerVersion)
  const restoreKeys = await dropForeignKeys(client)
  for (const table of manifest.tables) await restoreTable(client, folder, table)
  for (const { schema, name, value } of manifest.sequences)
    await client.query('select setval($1::regclass, $2::bigint)', [quoted(client, schema, name), value])
  await restoreKeys()
}

/** Rows come table by table, and what they point at may come later; made again at the end, every key is checked. */
const dropForeignKeys = async (client) => {
  const { rows: keys } = await client.query(
    `select n.nspname as schema, c.relname as table, k.conname as name, pg_get_constraintdef(k.oid) as definition
     from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
     where k.contype = 'f' and n.nspname = any($1)`,
    [schemas],
  )
  const alter = (key) => `alter table ${quoted(client, key.schema, key.table)}`
  for (const key of keys) await client.query(`${alter(key)} drop constraint ${quoted(client, key.name)}`)
  return async () => {
    for (const key of keys)
      await client.query(`${alter(key)} add constraint ${quoted(client, key.name)} ${key.definition}`)
  }
}

const restoreTable = async (client, folder, table) => {
  const name = quoted(client, table.schema, table.name)
  const columns = table.columns.map((column) => quoted(client, column)).join(', ')
  // A migration may have written rows; a trigger would write some of its own.
  await client.query(`truncate ${name}; alter table ${name} disable trigger user`)
  const target = client.query(copyFrom(`copy ${name} (${columns}) from stdin`))
  await pipeline(createReadStream(path.join(folder, tableFile(table))), createGunzip(), target)
  if (target.rowCount !== table.rows)
    throw new Error(`${table.schema}.${table.name} has ${target.rowCount} rows where the backup has ${table.rows}.`)
  await client.query(`alter table ${name} enable trigger user`)
}

// npm run restore -- /backups/clipforge-20261125T213000Z [--replace]
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const args = process.argv.slice(2)
  const folder = args.find((each) => !each.startsWith('--'))
  if (folder === undefined) {
    console.error('clipforge: which one? npm run restore -- /backups/clipforge-20261125T213000Z [--replace]')
    process.exit(64)
  }
  try {
    if (findInstance() !== null) throw new Error('ClipForge is running on this data folder. Stop it first: npm stop')
    const from = path.resolve(process.env.INIT_CWD ?? process.cwd(), folder)
    const isReplacing = args.includes('--replace')
    const done = await withDatabase((url) =>
      restoreBackup({ url, folder: from, objectsDir: objectsPlace(), isReplacing }),
    )
    say(`restored: ${done.rows} rows, ${done.objects} objects`)
    if (done.setAside !== null) say(`the objects of before are in ${done.setAside}; delete them when all is well`)
    say(
      'sign-in links under way work only with the AUTH_SECRET of the backup, media links only with its MEDIA_SIGNING_KEYS',
    )
  } catch (error) {
    console.error(`clipforge: ${error.message}`)
    console.error('clipforge: unless it says above that tables and objects are back, nothing was changed')
    process.exit(1)
  }
}
