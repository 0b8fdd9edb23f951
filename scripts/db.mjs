import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { dataDir, projectDir } from './environment.mjs'
import { ensurePostgres } from './postgres.mjs'
import { runProgram } from './run-program.mjs'

/** The database of this environment: the one that DATABASE_URL names, else our own server, started when it does not run. */
export const ensureDatabaseUrl = async () => process.env.DATABASE_URL || (await ensurePostgres(appPostgres)).url

/** Where the app's own server keeps its data and its log. */
export const appPostgres = {
  dataDir: path.join(dataDir, 'postgres'),
  logFile: path.join(dataDir, 'logs', 'postgres.log'),
}

/** Runs the Prisma CLI; what comes back is that of `runProgram`. */
export const runPrisma = (args, { url, ...options }) =>
  runProgram(process.execPath, [path.join(projectDir, 'node_modules', 'prisma', 'build', 'index.js'), ...args], {
    // The check for updates asks a host on the internet, and waits for it.
    env: { ...process.env, DATABASE_URL: url, CHECKPOINT_DISABLE: '1', PRISMA_HIDE_UPDATE_MESSAGE: '1' },
    ...options,
  })

// npm run db -- migrate dev --name what-changes
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const args = process.argv.slice(2)
  const isOffline = ['generate', 'format', 'validate', 'version'].includes(args[0])
  const url = isOffline ? '' : await ensureDatabaseUrl()
  const { status } = await runPrisma(args, { url, isShown: true })
  process.exitCode = status
}
