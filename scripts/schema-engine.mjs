#!/usr/bin/env node
import { randomUUID } from 'node:crypto'
import { readFileSync, writeSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import readline from 'node:readline'
import pg from 'pg'

// What the Prisma CLI runs instead of its schema engine, which it would download from a host that may be out of reach: the same
// JSON-RPC on standard input and output, answered by Prisma's own WebAssembly build of that engine over the pg driver.
// prisma.config.ts names this file in PRISMA_SCHEMA_ENGINE_BINARY.

const require = createRequire(import.meta.url)

const readArguments = (args) => {
  const found = { datamodels: [], datasource: {}, command: undefined }
  for (let at = 0; at < args.length; at++) {
    if (args[at] === '--version') {
      console.log('schema-engine-wasm')
      process.exit(0)
    }
    if (args[at] === '--datamodels') found.datamodels.push(args[++at])
    else if (args[at] === '--datasource') found.datasource = JSON.parse(args[++at])
    else if (args[at] === 'cli') found.command = args[++at]
  }
  return found
}

const given = readArguments(process.argv.slice(2))
const url = new URL(given.datasource.url ?? process.env.DATABASE_URL ?? 'postgresql://localhost/none')
const databaseName = decodeURIComponent(url.pathname.slice(1))

/** The CLI reads log lines of this shape from standard error. Written at once: the process may end right after. */
const log = (level, fields) =>
  writeSync(
    2,
    `${JSON.stringify({ timestamp: new Date().toISOString(), level, fields, target: 'schema_engine::logger' })}\n`,
  )

const withClient = async (connectionUrl, use) => {
  const client = new pg.Client({ connectionString: connectionUrl.toString() })
  await client.connect()
  try {
    return await use(client)
  } finally {
    await client.end()
  }
}

/** Databases are made and dropped from the maintenance database, which is always there. */
const asAdmin = (use) => {
  const admin = new URL(url)
  admin.pathname = '/postgres'
  return withClient(admin, use)
}

const createDatabase = () =>
  asAdmin(async (client) => {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [databaseName])
    if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(databaseName)}`)
  })

const dropDatabase = (name) =>
  asAdmin((client) => client.query(`drop database if exists ${client.escapeIdentifier(name)} with (force)`))

const commands = {
  'can-connect-to-database': () => withClient(url, () => undefined),
  'create-database': createDatabase,
  'drop-database': () => dropDatabase(databaseName),
}

const runCommand = async (name) => {
  // The CLI drops the first line of standard error.
  log('INFO', { message: `schema engine: ${name}` })
  const command = commands[name]
  if (command === undefined) {
    log('ERROR', { message: `The schema engine has no command ${name}.`, is_panic: false })
    process.exit(1)
  }
  try {
    await command()
    log('INFO', { message: 'done' })
    process.exit(0)
  } catch (error) {
    const prismaCodes = { '3D000': 'P1003', ECONNREFUSED: 'P1001' }
    log('ERROR', {
      message: error.message || error.code,
      error_code: prismaCodes[error.code] ?? 'P1000',
      is_panic: false,
    })
    process.exit(1)
  }
}

const loadEngine = async () => {
  globalThis.PRISMA_WASM_PANIC_REGISTRY = { set_message: (message) => log('ERROR', { message, is_panic: true }) }
  const bindings = await import('@prisma/schema-engine-wasm/schema_engine_bg')
  const folder = path.dirname(require.resolve('@prisma/schema-engine-wasm/schema_engine_bg'))
  const wasm = new WebAssembly.Module(readFileSync(path.join(folder, 'schema_engine_bg.wasm')))
  const instance = new WebAssembly.Instance(wasm, { './schema_engine_bg.js': bindings })
  bindings.__wbg_set_wasm(instance.exports)
  instance.exports.__wbindgen_start()
  return bindings.SchemaEngine
}

const charOid = 18
const textOid = 25
const characterColumn = 6

/**
 * adapter-pg 7.10 knows no type for OID 18 ("char"), which the catalog queries return: read it as text, report it as a character.
 * On the prototype that connections and transactions share, once.
 */
const readCharColumns = (queryable) => {
  if (Object.hasOwn(queryable, 'readsCharColumns')) return
  queryable.readsCharColumns = true
  const queryRaw = queryable.queryRaw
  queryable.queryRaw = async function (query) {
    const charColumns = []
    const performIO = async (asked) => {
      const result = await this.performIO(asked)
      for (const [index, field] of result.fields.entries()) {
        if (field.dataTypeID !== charOid) continue
        charColumns.push(index)
        field.dataTypeID = textOid
      }
      return result
    }
    const result = await queryRaw.call(Object.create(this, { performIO: { value: performIO } }), query)
    for (const index of charColumns) result.columnTypes[index] = characterColumn
    return result
  }
}

const makeFactory = async () => {
  const { PrismaPg } = await import('@prisma/adapter-pg')
  const { bindMigrationAwareSqlAdapterFactory } = await import('@prisma/driver-adapter-utils')
  const schema = url.searchParams.get('schema') ?? undefined
  const config = {
    host: url.hostname,
    port: Number(url.port || 5432),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: databaseName,
    // One connection: the engine's advisory lock belongs to a session.
    max: 1,
  }
  class Factory extends PrismaPg {
    async connect() {
      const adapter = await super.connect()
      readCharColumns(Object.getPrototypeOf(Object.getPrototypeOf(adapter)))
      // Upstream splits scripts on ";", which breaks function bodies: send the whole of it.
      adapter.executeScript = async (script) => {
        try {
          await adapter.client.query(script)
        } catch (error) {
          adapter.onError(error)
        }
      }
      return adapter
    }

    // Upstream ignores `database` when a connection string is set, and would replay migrations in the real one.
    async connectToShadowDb() {
      const database = `prisma_migrate_shadow_db_${randomUUID()}`
      await asAdmin((client) => client.query(`create database ${client.escapeIdentifier(database)}`))
      const adapter = await new Factory({ ...config, database }, { schema }).connect()
      const dispose = adapter.dispose.bind(adapter)
      adapter.dispose = async () => {
        await dispose()
        await dropDatabase(database)
      }
      return adapter
    }
  }
  return bindMigrationAwareSqlAdapterFactory(new Factory(config, { schema }))
}

const serve = async () => {
  const SchemaEngine = await loadEngine()
  const factory = await makeFactory()
  const datamodels = given.datamodels.map((file) => [file, readFileSync(file, 'utf8')])
  const debug = (line) => process.env.DEBUG && process.stderr.write(`${line}\n`)
  const open = () => SchemaEngine.new({ datamodels: datamodels.length > 0 ? datamodels : undefined }, debug, factory)
  const send = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
  let engine
  let printed = 0

  const call = async (method, params) => {
    if (method === 'createDatabase') {
      await createDatabase()
      return { databaseName }
    }
    if (method === 'evaluateDataLoss' || method === 'createMigration') {
      // The engine loses its shadow database once it has applied migrations; a new one must be connected before it is asked.
      engine = await open()
      const { migrationsList, filters } = params
      await engine.diagnoseMigrationHistory({ migrationsList, filters, optInToShadowDatabase: true })
    }
    engine ??= await open()
    if (method === 'getDatabaseVersion') return engine.version(params)
    const result = await engine[method](params)
    if (method !== 'diff' || result.stdout == null) return result ?? {}
    // The binary prints a diff by a call of its own.
    const { stdout, ...rest } = result
    printed += 1
    send({ id: printed, method: 'print', params: { content: stdout.replace(/\n$/, '') } })
    return rest
  }

  const refusal = (error) => ({
    code: 4466,
    message: 'An error happened. Check the data field for details.',
    data: { is_panic: false, message: error.message, meta: error.meta ?? null, error_code: error.code ?? null },
  })

  let queue = Promise.resolve()
  readline
    .createInterface({ input: process.stdin })
    .on('line', (line) => {
      const { id, method, params } = JSON.parse(line)
      if (method === undefined) return
      queue = queue
        .then(() => call(method, params))
        .then(
          (result) => send({ id, result }),
          (error) => send({ id, error: refusal(error) }),
        )
    })
    .on('close', () => queue.finally(() => process.exit(0)))
}

if (given.command === undefined) await serve()
else await runCommand(given.command)
