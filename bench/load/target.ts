import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import os from 'node:os'
import { createInterface } from 'node:readline'
import { type RunningApp, startApp } from '@/e2e/running-app'
import { createDatabase, type Database } from '@/server/db/client'
import { applyRunnerSchema } from '@/server/runner'
import { familyOf } from './cpu'
import { createIdentities, type LoadIdentity } from './identities'

/** Who is asked, and by whom. */
export type Target = {
  /** Where it listens, by number: no look-up of a name in the figures. */
  readonly base: string
  readonly port: number
  /** What it is called. */
  readonly origin: string
  readonly host: string
  readonly identities: readonly LoadIdentity[]
  /** Of the load under way: the latest turn in whose name each project was called anew, and that was answered well. */
  readonly renamed: Map<string, number>
}

export type LoadApp = Target & { readonly app: RunningApp; readonly database: Database; stop(): Promise<void> }

export const identityCount = 200

/** The production build with every limit as it comes, databases of its own that may be killed, and 200 people signed in. */
export const startLoadApp = async (
  env: Readonly<Record<string, string>> = {},
  { withWorker = false }: { readonly withWorker?: boolean } = {},
): Promise<LoadApp> => {
  const app = await startApp({ withWorker, withOwnServices: true, env })
  const database = createDatabase({ url: app.databaseUrl, max: 4, patience: 20 })
  try {
    // As after the first start of a worker: a look at a table that is not there costs the health check its connection.
    await applyRunnerSchema(database.pool)
    const identities = await createIdentities(database.db, identityCount)
    // The front and the app behind it.
    for (const pid of familyOf(app.web.pid())) pin(pid, serverCore)
    const url = new URL(app.url)
    return {
      ...{ app, database, identities, port: Number(url.port), origin: url.origin, host: url.host },
      renamed: new Map(),
      base: `http://127.0.0.1:${url.port}`,
      stop: async () => {
        await database.close()
        await app.stop()
      },
    }
  } catch (error) {
    await database.close()
    await app.stop()
    throw error
  }
}

export type Bare = { readonly base: string; readonly child: ChildProcess }

/** `load/bare.mjs`, on the core that the app has. */
export const startBare = async (): Promise<Bare> => {
  const child = spawn(process.execPath, ['load/bare.mjs'], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [port] = await once(createInterface({ input: child.stdout }), 'line')
  pin(child.pid ?? 0, serverCore)
  return { base: `http://127.0.0.1:${port}`, child }
}

const serverCore = '0'
const allCores = `0-${os.cpus().length - 1}`

/** The generator on the other core while `work` lasts; what is started meanwhile would be there too, so nothing is. */
export const onOwnCore = async <T>(work: () => Promise<T>): Promise<T> => {
  pin(process.pid, '1')
  try {
    return await work()
  } finally {
    pin(process.pid, allCores)
  }
}

/** Every thread of a process. Without `taskset` or a second core everything stays where the system puts it. */
const pin = (pid: number, cores: string): void => {
  if (os.cpus().length > 1) spawnSync('taskset', ['-a', '-c', '-p', cores, String(pid)])
}
