import { readdirSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readEnv } from '@/server/env'
import type { SignedInTester, TestApp } from '@/server/testing/app-context'
import { openWebApp } from '@/server/testing/as-web-app'
import { giveBelongings } from '@/server/testing/belongings'
import { snapshotTables } from '@/server/testing/snapshot-tables'
import { sessionCookieName } from './cookies'
import type { Belongings } from './denial-fixtures'
import { type RouteDenialFixture, routeDenialFixtures } from './route-denial-fixtures'

const appUrl = 'https://clips.example'
const methods = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT']
type Handler = (request: Request, route: { readonly params: Promise<Record<string, unknown>> }) => Promise<Response>

let app: TestApp
let a: SignedInTester
let b: SignedInTester
let belongings: Belongings

beforeAll(async () => {
  app = await openWebApp(
    { config: { appUrl, isLocal: false } },
    { env: readEnv({ OPS_TOKEN: 'the-token-of-the-operators-0123456789' }) },
  )
  a = await app.signIn({ email: 'a@example.com' })
  b = await app.signIn({ email: 'b@example.com' })
  belongings = await giveBelongings(app.ctx, a)
  await app.ctx.ports.objects.put(`sources/${a.workspace.workspaceId}/a.mp4`, Buffer.from('private'), {
    contentType: 'video/mp4',
  })
})
afterAll(() => app.close())

const files = readdirSync('app', { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name === 'route.ts')
  .map((entry) => path.join(entry.parentPath, entry.name))
  .sort()

const handlersOf = async (file: string): Promise<Readonly<Record<string, Handler>>> => {
  const routes: Readonly<Record<string, Handler>> = await import(/* @vite-ignore */ `../../${file}`)
  return Object.fromEntries(Object.entries(routes).filter(([name]) => methods.includes(name)))
}

const lines = Object.entries(routeDenialFixtures).flatMap(([file, byMethod]) =>
  Object.entries(byMethod).map(([method, fixture]) => ({ file, method, fixture })),
)
const ofKind = <K extends RouteDenialFixture['kind']>(kind: K) =>
  lines.flatMap(({ file, method, fixture }) =>
    fixture.kind === kind ? [{ file, method, fixture: fixture as Extract<RouteDenialFixture, { kind: K }> }] : [],
  )

/** What a route says to one who asks, as `who`, for something of A's. */
const ask = async (
  file: string,
  method: string,
  fixture: Exclude<RouteDenialFixture, { kind: 'public' }>,
  who: SignedInTester | null,
) => {
  const { path: asked, headers, body } = fixture.ask(belongings, a.workspace)
  const request = new Request(new URL(asked, appUrl), {
    method,
    headers: {
      origin: appUrl,
      ...(who === null ? {} : { cookie: `${sessionCookieName(appUrl)}=${who.token}` }),
      ...headers,
    },
    ...(body === undefined ? {} : { body }),
  })
  const last = request.url.slice(request.url.lastIndexOf('/') + 1)
  const handler = (await handlersOf(file))[method]
  const before = await snapshotTables(app.database.pool)
  const response = await handler?.(request, { params: Promise.resolve({ token: last }) })
  const text = (await response?.text()) ?? ''
  expect(text).not.toContain('private')
  expect(await snapshotTables(app.database.pool)).toEqual(before)
  expect(app.sentEvents).toEqual([])
  return response?.status
}

test('row 50: every method of every route has a line that says what is denied, and there is none for what is not there', async () => {
  const there = await Promise.all(
    files.map(async (file) => [file, Object.keys(await handlersOf(file)).sort()] as const),
  )
  const described = Object.entries(routeDenialFixtures).map(([file, by]) => [file, Object.keys(by).sort()] as const)
  expect(Object.fromEntries(described)).toEqual(Object.fromEntries(there))
})

describe('row 50: with somebody else’s ids', () => {
  test.each(ofKind('cookie'))('$method $file finds nothing and changes nothing', async ({ file, method, fixture }) => {
    expect(await ask(file, method, fixture, b)).toBe(404)
  })
  test.each(ofKind('cookie'))(
    '$method $file asks whoever is signed out to sign in',
    async ({ file, method, fixture }) => {
      expect(await ask(file, method, fixture, null)).toBe(401)
    },
  )
  test.each(ofKind('signed'))('$method $file refuses what we did not sign', async ({ file, method, fixture }) => {
    expect(await ask(file, method, fixture, b)).toBe(fixture.status)
  })
})
