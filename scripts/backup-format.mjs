import { createHash } from 'node:crypto'
import { createReadStream, readdirSync } from 'node:fs'
import path from 'node:path'
import { PassThrough } from 'node:stream'
import { pipeline } from 'node:stream/promises'

// A backup is a folder:
//   manifest.json        what is in it, and what it was taken from
//   tables/<schema>.<table>.copy.gz   PostgreSQL's own text form of COPY
//   objects.jsonl        a line for each object: path, sizeBytes, modifiedAtMs, sha256
//   objects/             the objects, where they lie on a disk

export const formatVersion = 1
export const manifestName = 'manifest.json'
export const objectListName = 'objects.jsonl'

/** The schemas that are ours; another tool's in the same database is left alone. */
export const schemas = ['public', 'runner']

export const tableFile = ({ schema, name }) => path.join('tables', `${schema}.${name}.copy.gz`)

/** @param {{ escapeIdentifier(text: string): string }} client */
export const quoted = (client, ...names) => names.map((name) => client.escapeIdentifier(name)).join('.')

/** A stream that passes on what it is given, counts it and knows its SHA-256 at the end. */
export const createMeter = () => {
  const hash = createHash('sha256')
  const stream = new PassThrough({ highWaterMark: 1024 ** 2 })
  let bytes = 0
  stream.on('data', (chunk) => {
    bytes += chunk.length
    hash.update(chunk)
  })
  return { stream, bytes: () => bytes, sha256: () => hash.digest('hex') }
}

export const hashFile = async (file) => {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file, { highWaterMark: 1024 ** 2 }), hash)
  return hash.digest('hex')
}

/** Paths of all files under a folder, relative to it, sorted; none where there is no folder. */
export const filesUnder = (folder) => {
  try {
    return readdirSync(folder, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(folder, path.join(entry.parentPath ?? entry.path, entry.name)))
      .sort()
  } catch (error) {
    if (error.code === 'ENOENT') return []
    throw error
  }
}

/** A connection for hours of work: no limits on statements. Without a listener a server that goes away would end the process. */
export const connect = async (url) => {
  const { default: pg } = await import('pg')
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 10_000,
    application_name: 'clipforge-backup',
  })
  client.on('error', () => undefined)
  await client.connect()
  await client.query(`set statement_timeout = 0; set lock_timeout = '10s'; set idle_in_transaction_session_timeout = 0`)
  return client
}
