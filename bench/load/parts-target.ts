import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { type OwnServices, startOwnServices } from '@/e2e/own-services'
import { findFreePort } from '@/scripts/ports.mjs'
import { createDatabase } from '@/server/db/client'
import { childEnvironment } from '@/server/env'
import { createIdentities } from './identities'
import { identityCount, type Target } from './target'

/** What is wrong with the parts of `parts-server.ts`. */
export type PartsFault = 'none' | 'one-address' | 'patient-redis'

export type PartsTarget = Target & { readonly services: OwnServices; stop(): Promise<void> }

/** The small server of the negative controls, on databases of its own. */
export const startParts = async (fault: PartsFault): Promise<PartsTarget> => {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'clipforge-load-parts-'))
  const services = await startOwnServices(dir)
  const database = createDatabase({ url: services.databaseUrl, max: 4, patience: 20 })
  const identities = await createIdentities(database.db, identityCount)
  await database.close()
  const port = await findFreePort()
  const origin = `http://localhost:${port}`
  const child = spawn(process.execPath, ['--import', 'tsx', 'bench/load/parts-server.ts', String(port), fault], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: childEnvironment({
      APP_URL: origin,
      DATABASE_URL: services.databaseUrl,
      REDIS_URL: services.redisUrl,
      CLIPFORGE_DATA_DIR: dir,
      AUTH_SECRET: randomBytes(32).toString('hex'),
      MEDIA_SIGNING_KEYS: `k1:${randomBytes(32).toString('hex')}`,
      TSX_TSCONFIG_PATH: path.resolve('tsconfig.json'),
    }),
  })
  const exited = once(child, 'exit')
  for await (const line of createInterface({ input: child.stdout })) if (line.startsWith('listening')) break
  child.stdout.resume()
  return {
    ...{ services, identities, port, origin, host: `localhost:${port}`, base: `http://127.0.0.1:${port}` },
    renamed: new Map(),
    stop: async () => {
      child.kill('SIGKILL')
      await exited
      await services.stop()
      await rm(dir, { recursive: true, force: true })
    },
  }
}
