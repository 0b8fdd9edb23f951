import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { readIfThere, withLock } from '../server/private-files.mjs'
import { runPrisma } from './db.mjs'
import { projectDir } from './environment.mjs'
import { lightenStartPage } from './lighten-start-page.mjs'
import { lastLines, runProgram } from './run-program.mjs'

/** All that the production build is made of. */
const sources = [
  ...['app', 'server', 'emails', 'inngest', 'public', 'prisma/schema.prisma'],
  ...[
    'instrumentation.ts',
    'proxy.ts',
    'scripts/lighten-start-page.mjs',
    'next.config.mjs',
    'postcss.config.mjs',
    'tsconfig.json',
    'package.json',
    'package-lock.json',
  ],
]
const isLeftOut = (file) => file.startsWith('server/db/generated/') || /\.test\.tsx?$/.test(file)

const filesUnder = (name) => {
  const full = path.join(projectDir, name)
  if (!existsSync(full)) return []
  const entries = readdirSync(path.dirname(full), { withFileTypes: true }).find(
    (each) => each.name === path.basename(name),
  )
  if (!entries?.isDirectory()) return [name]
  return readdirSync(full, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(projectDir, path.join(entry.parentPath ?? entry.path, entry.name)))
}

const hashOf = (names) => {
  const hash = createHash('sha256').update(process.version)
  for (const file of names
    .flatMap(filesUnder)
    .filter((name) => !isLeftOut(name))
    .sort())
    hash.update(`\0${file}\0`).update(readFileSync(path.join(projectDir, file)))
  return hash.digest('hex')
}

const whenChanged = async (stampFile, stamp, work) => {
  if (readIfThere(stampFile) === stamp) return false
  await work()
  mkdirSync(path.dirname(stampFile), { recursive: true })
  writeFileSync(stampFile, stamp)
  return true
}

/** The Prisma client, written again when the schema or Prisma has changed. Returns whether it was. */
export const ensureClient = ({ signal } = {}) => {
  const names = ['prisma/schema.prisma', 'prisma.config.ts', 'package-lock.json']
  return whenChanged(path.join(projectDir, 'server/db/generated/.stamp'), hashOf(names), async () => {
    const { status, output } = await runPrisma(['generate'], { url: '', signal })
    if (status !== 0) throw new Error(`prisma generate failed:\n${lastLines(output)}`)
  })
}

/** Where the production build goes; a name of its own keeps builds of side by side tests apart. */
const distDir = () => path.join(projectDir, process.env.NEXT_DIST_DIR || '.next')

/** Far more than it takes on one slow core. */
const buildWithinMs = 10 * 60_000

/** The production build, made again when what goes into it has changed, by one process at a time. Returns whether it was. */
export const ensureBuild = ({ signal, onStart = () => undefined } = {}) =>
  withLock(
    path.join(projectDir, 'node_modules', `.clipforge-build${path.basename(distDir())}`),
    () =>
      whenChanged(path.join(distDir(), 'clipforge-stamp'), hashOf(sources), () => {
        onStart()
        return build(signal)
      }),
    { waitMs: buildWithinMs },
  )

const build = async (signal) => {
  const next = path.join(projectDir, 'node_modules', 'next', 'dist', 'bin', 'next')
  const env = { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' }
  const limit = AbortSignal.timeout(buildWithinMs)
  const ends = signal === undefined ? limit : AbortSignal.any([signal, limit])
  const { status, output } = await runProgram(process.execPath, [next, 'build'], { env, signal: ends }).catch(
    (error) => {
      throw limit.aborted ? new Error(`next build did not end within ${buildWithinMs / 60_000} minutes.`) : error
    },
  )
  if (status !== 0) throw new Error(`next build failed:\n${lastLines(output, 40)}`)
  lightenStartPage(distDir())
}

// npm run build: where the app is built and started by others, as on Vercel and in an image.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await ensureClient()
  await ensureBuild()
}
