import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
// What is in .env counts here as for the app.
import '@/scripts/environment.mjs'
import { ensurePostgres } from '@/scripts/postgres.mjs'
import { createDatabase } from '@/server/db/client'
import { readEnv } from '@/server/env'
import type { BenchResult } from '../bench'
import { createIdentities } from './identities'
import { identityCount } from './target'

/** People for k6, in the database of this environment. The file opens their sessions: it is for nobody else's eyes. */
export const writeIdentities = async (given?: string): Promise<BenchResult> => {
  const file = given ?? path.join(readEnv().CLIPFORGE_DATA_DIR, 'load-identities.json')
  const { DATABASE_URL, CLIPFORGE_DATA_DIR } = readEnv()
  const url = DATABASE_URL ?? (await ensurePostgres({ dataDir: path.join(CLIPFORGE_DATA_DIR, 'postgres') })).url
  const database = createDatabase({ url, max: 2, patience: 20 })
  try {
    const identities = await createIdentities(database.db, identityCount, `load-${Date.now()}`)
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(file, JSON.stringify(identities.map(({ token, projectId }) => ({ token, projectId }))), {
      mode: 0o600,
    })
    return { figures: [{ name: 'people made', value: identities.length, unit: '' }], notes: [file] }
  } finally {
    await database.close()
  }
}
