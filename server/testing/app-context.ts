import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createSession, createUser } from '@/server/accounts'
import { createMemoryCache } from '@/server/adapters/cache/memory'
import { createErrorReports } from '@/server/adapters/error-report'
import { createWebFetcher } from '@/server/adapters/fetcher'
import { createDiskIntake } from '@/server/adapters/intake/disk'
import { createLive } from '@/server/adapters/live'
import { createOutboxMailer } from '@/server/adapters/mailer/outbox'
import { createMetrics } from '@/server/adapters/metrics'
import { createDiskObjectStore } from '@/server/adapters/object-store/disk'
import { createMemoryRateLimiter } from '@/server/adapters/rate-limiter/memory'
import type { AppConfig, AppContext, RoleName, UserContext, WorkspaceContext } from '@/server/context'
import { limits } from '@/server/media/limits'
import type { DurableEvent } from '@/server/ports/events'
import { createTestDatabase, type TestDatabase } from './database'
import { quietLog } from './quiet-log'

export type TestApp = {
  readonly ctx: AppContext
  readonly database: TestDatabase
  /** A folder of this test's own: `objects` and `outbox` are in it. */
  readonly dir: string
  /** What was given to `ports.events`, oldest first; nothing acts on it. */
  readonly sentEvents: readonly DurableEvent[]
  /** Their names, of one upload. */
  eventsOf(uploadId: string): readonly string[]
  /** Files of uploads that are still on their way. */
  incoming(): Promise<readonly string[]>
  /** Moves the clock that the context tells; it stands still otherwise from the moment it was first moved. */
  advance(ms: number): void
  /** Somebody new, with a workspace of their own; with `workspaceId` a member of that one too, and at work in it. */
  signIn(options?: SignInOptions): Promise<SignedInTester>
  close(): Promise<void>
}

export type SignInOptions = {
  readonly email?: string
  readonly name?: string
  readonly workspaceId?: string
  /** Of the membership in `workspaceId`; owner by default. */
  readonly role?: RoleName
  readonly isOperator?: boolean
}

export type SignedInTester = {
  readonly user: UserContext
  readonly workspace: WorkspaceContext
  /** What the session cookie holds. */
  readonly token: string
}

/**
 * The app's context on a real database of its own, with a real object store, outbox and live channel in a temporary folder. Overrides
 * replace what they name.
 */
export const openTestApp = async (
  overrides: { readonly ports?: Partial<AppContext['ports']>; readonly config?: Partial<AppConfig> } = {},
): Promise<TestApp> => {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'clipforge-app-'))
  const database = await createTestDatabase()
  const sentEvents: DurableEvent[] = []
  let frozenAt: number | null = null
  const clock: AppContext['clock'] = {
    now: () => frozenAt ?? Date.now(),
    sleep: async (ms, signal) => void (await sleep(ms, undefined, signal ? { signal } : {})),
  }
  const metrics = createMetrics()
  const live = await createLive({ databaseUrl: database.url, pool: database.pool, redis: null, log: quietLog })
  const ctx: AppContext = {
    db: database.db,
    clock,
    log: quietLog,
    requestId: 'test',
    config: {
      appUrl: 'http://localhost:3000',
      isLocal: true,
      authSecret: randomBytes(32).toString('hex'),
      previousAuthSecret: null,
      mediaKeys: [{ id: 'k1', secret: randomBytes(32).toString('hex') }],
      postalAddress: null,
      signIn: { google: false, github: false },
      trustedProxies: [],
      uploadPartBytes: limits.uploadPartBytes,
      operatorEmails: [],
      version: 'test',
      ...overrides.config,
    },
    ports: {
      objects: await createDiskObjectStore({ dir: path.join(dir, 'objects') }),
      intake: await createDiskIntake({ dir: path.join(dir, 'incoming') }),
      fetcher: createWebFetcher(),
      mailer: createOutboxMailer({ dir: path.join(dir, 'outbox') }),
      events: { send: async (events) => void sentEvents.push(...events) },
      live,
      cache: createMemoryCache(clock),
      rateLimiter: createMemoryRateLimiter(clock),
      metrics,
      errors: createErrorReports(
        { SENTRY_DSN: undefined, NODE_ENV: 'test', APP_BUILD: undefined },
        { log: quietLog, metrics },
      ),
      ...overrides.ports,
    },
  }
  return {
    ctx,
    database,
    dir,
    sentEvents,
    eventsOf: (uploadId) => sentEvents.filter(({ data }) => data.uploadId === uploadId).map(({ name }) => name),
    incoming: () => readdir(path.join(dir, 'incoming')),
    advance: (ms) => {
      frozenAt = clock.now() + ms
    },
    signIn: (options) => signInTester(ctx, options),
    close: async () => {
      await live.close()
      await database.close()
      await rm(dir, { recursive: true, force: true })
    },
  }
}

/** Somebody new in any app's context, as `signIn` above. */
export const signInTester = async (ctx: AppContext, options: SignInOptions = {}): Promise<SignedInTester> => {
  const email = options.email ?? `tester-${randomUUID()}@example.com`
  const { userId, workspaceId } = await createUser(ctx, {
    email,
    name: options.name ?? 'Tess Tester',
    isVerified: true,
  })
  const session = await createSession(ctx, {
    userId,
    userAgent: 'Mozilla/5.0 (X11; Linux) Firefox/140.0',
    ipPrefix: null,
  })
  const user: UserContext = {
    ...ctx,
    user: {
      id: userId,
      email,
      name: options.name ?? 'Tess Tester',
      timeZone: 'UTC',
      isOperator: options.isOperator ?? false,
    },
    sessionId: session.id,
  }
  const role = options.role ?? 'owner'
  if (options.workspaceId !== undefined)
    await ctx.db.membership.create({ data: { workspaceId: options.workspaceId, userId, role } })
  return {
    user,
    workspace: {
      ...user,
      workspaceId: options.workspaceId ?? workspaceId,
      role: options.workspaceId === undefined ? 'owner' : role,
    },
    token: session.token,
  }
}
