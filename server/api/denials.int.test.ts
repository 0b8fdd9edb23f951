import { TRPCError } from '@trpc/server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RoleName } from '@/server/context'
import { isDomainError } from '@/server/errors'
import { openTestApp, type SignedInTester, type TestApp } from '@/server/testing/app-context'
import { giveBelongings } from '@/server/testing/belongings'
import { snapshotTables } from '@/server/testing/snapshot-tables'
import { type Belongings, type DenialFixture, denialFixtures } from './denial-fixtures'
import type { TrpcContext } from './init'
import { appRouter, createCaller } from './root'

let app: TestApp
let a: SignedInTester
let b: SignedInTester
let belongings: Belongings
const members = new Map<RoleName, SignedInTester>()

beforeAll(async () => {
  app = await openTestApp({ config: { isLocal: false } })
  a = await app.signIn({ email: 'a@example.com' })
  b = await app.signIn({ email: 'b@example.com' })
  belongings = await giveBelongings(app.ctx, a)
  for (const role of ['viewer', 'editor', 'admin'] as const)
    members.set(role, await app.signIn({ workspaceId: a.workspace.workspaceId, role }))
})
afterAll(() => app.close())

const contextOf = (who: SignedInTester | null): TrpcContext => ({
  app: app.ctx,
  user: who?.user ?? null,
  workspace: who?.workspace ?? null,
  resHeaders: new Headers(),
})

/** The code of the error a call ends with, or its answer. A subscription is read once. */
const call = async (who: SignedInTester | null, path: string, input: unknown) => {
  const caller: unknown = createCaller(contextOf(who), { signal: AbortSignal.timeout(20_000) })
  const procedure = path.split('.').reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], caller)
  try {
    const result = await (procedure as (input: unknown) => Promise<unknown>)(input)
    const isStream = result !== null && typeof result === 'object' && Symbol.asyncIterator in result
    return { result: isStream ? await (result as AsyncIterable<unknown>)[Symbol.asyncIterator]().next() : result }
  } catch (error) {
    const cause = error instanceof TRPCError ? (error.cause ?? error) : error
    return { code: isDomainError(cause) ? cause.code : String(cause) }
  }
}

// By path, as tRPC keeps them; its type says they are nested.
const types = appRouter._def.procedures as unknown as Readonly<
  Record<string, { readonly _def: { readonly type: string } }>
>
const paths = Object.keys(types)
const fixtureOf = (path: string): DenialFixture => denialFixtures[path] ?? { kind: 'public', why: 'missing' }
const inputOf = (fixture: DenialFixture): unknown =>
  fixture.kind === 'foreign' ? fixture.input(belongings) : fixture.kind === 'public' ? undefined : fixture.input
const withKind = (...kinds: DenialFixture['kind'][]) => paths.filter((path) => kinds.includes(fixtureOf(path).kind))

test('row 50: every procedure has a line that says what is denied, and there is none for what is not there', () => {
  expect(Object.keys(denialFixtures).sort()).toEqual([...paths].sort())
})

describe('row 50: signed out', () => {
  test.each(withKind('own', 'foreign', 'operator'))('%s asks for signing in and changes nothing', async (path) => {
    const before = await snapshotTables(app.database.pool)
    expect(await call(null, path, inputOf(fixtureOf(path)))).toEqual({ code: 'unauthenticated' })
    expect(await snapshotTables(app.database.pool)).toEqual(before)
  })
})

describe('row 50: with somebody else’s ids', () => {
  test.each(withKind('foreign'))('%s finds nothing and changes nothing', async (path) => {
    const before = await snapshotTables(app.database.pool)
    expect(await call(b, path, inputOf(fixtureOf(path)))).toEqual({ code: 'not_found' })
    expect(await snapshotTables(app.database.pool)).toEqual(before)
    expect(app.sentEvents).toEqual([])
  })
})

test.each(withKind('operator'))('%s is for operators: not there for the owner of a workspace', async (path) => {
  const before = await snapshotTables(app.database.pool)
  expect(await call(b, path, inputOf(fixtureOf(path)))).toEqual({ code: 'not_found' })
  expect(await snapshotTables(app.database.pool)).toEqual(before)
})

describe('row 50: what is asked of one’s own', () => {
  test.each(withKind('own').filter((path) => types[path]?._def.type === 'query'))(
    '%s shows nothing of others',
    async (path) => {
      const { result, code } = await call(b, path, inputOf(fixtureOf(path)))
      // What this installation does not have (a sample) shows nothing either.
      expect([undefined, 'not_found']).toContain(code)
      const shown = JSON.stringify(result ?? null, (_key, value) => (typeof value === 'bigint' ? String(value) : value))
      for (const id of Object.values(belongings)) expect(shown).not.toContain(id)
      expect(shown).not.toContain('Private')
    },
  )
})

const below: Readonly<Record<RoleName, RoleName | null>> = {
  viewer: null,
  editor: 'viewer',
  admin: 'editor',
  owner: 'admin',
}
const guarded = paths.flatMap((path) => {
  const fixture = fixtureOf(path)
  const role =
    fixture.kind === 'public' || fixture.kind === 'operator' || fixture.least === undefined
      ? null
      : below[fixture.least]
  return role === null ? [] : [{ path, role }]
})

describe('row 51: a role too low', () => {
  test.each(guarded)('$path is forbidden to $role and changes nothing', async ({ path, role }) => {
    const before = await snapshotTables(app.database.pool)
    expect(await call(members.get(role) ?? null, path, inputOf(fixtureOf(path)))).toEqual({ code: 'forbidden' })
    expect(await snapshotTables(app.database.pool)).toEqual(before)
  })
})

describe('what anybody may call', () => {
  test.each(['outbox.list', 'outbox.get'])('%s is not there on a public installation', async (path) => {
    expect(await call(b, path, { id: belongings.projectId })).toEqual({ code: 'not_found' })
  })

  test('an invitation shows itself to who holds its token and to nobody else', async () => {
    expect(await call(null, 'workspace.invitation', { token: 'A'.repeat(43) })).toEqual({ result: null })
    const shown = await call(null, 'workspace.invitation', { token: belongings.invitationToken })
    expect(shown.result).toMatchObject({ role: 'editor', addressHint: 'i…@example.com' })
    expect(JSON.stringify(shown)).not.toContain('invited@example.com')
  })
})
