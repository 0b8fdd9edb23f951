import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { WorkspaceContext } from '@/server/context'
import { createDatabase, type Tx } from '@/server/db/client'
import { isDomainError } from '@/server/errors'
import { openTestApp, type TestApp } from '@/server/testing/app-context'
import {
  endTrials,
  findReservation,
  getSummary,
  listHistory,
  releaseCredits,
  renewDueCredits,
  reserveCredits,
  settleCredits,
  startTrial,
} from './index'

let app: TestApp
beforeAll(async () => {
  app = await openTestApp()
})
afterAll(() => app.close())

const newWorkspace = async (): Promise<WorkspaceContext> => (await app.signIn()).workspace
const dayMs = 86_400_000

const entriesOf = (ctx: WorkspaceContext) =>
  ctx.db.creditEntry.findMany({ where: { workspaceId: ctx.workspaceId }, orderBy: { id: 'asc' } })

/** Ids of projects are one's own in the whole installation. */
const attemptOf = (ctx: WorkspaceContext, project: string, attempt = 1) => ({
  workspaceId: ctx.workspaceId,
  projectId: `${project}-${ctx.workspaceId}`,
  attempt,
})

/** One after the other, and in any transaction of its own, as doors and steps call them. */
const inTx = <T>(ctx: WorkspaceContext, verb: (tx: Tx) => Promise<T>) =>
  ctx.db.$transaction(verb, { maxWait: 20_000, timeout: 20_000 })

const reserve = (ctx: WorkspaceContext, projectId: string, credits: number, attempt = 1) =>
  inTx(ctx, (tx) => reserveCredits(tx, { ...attemptOf(ctx, projectId, attempt), credits, title: 'A talk' }))
const settle = (ctx: WorkspaceContext, projectId: string, minutes: number, attempt = 1) =>
  inTx(ctx, (tx) =>
    settleCredits(tx, attemptOf(ctx, projectId, attempt), { durationMs: minutes * 60_000, title: 'A talk' }),
  )
const release = (ctx: WorkspaceContext, projectId: string, attempt = 1) =>
  inTx(ctx, (tx) => releaseCredits(tx, attemptOf(ctx, projectId, attempt), 'It failed'))

describe('exactly one effect', () => {
  test('twenty reservations at once with one key take their credits once', async () => {
    const ctx = await newWorkspace()
    const all = await Promise.all(Array.from({ length: 20 }, () => reserve(ctx, 'p', 7)))
    expect(new Set(all.map(({ balance }) => balance))).toEqual(new Set([143]))
    expect((await getSummary(ctx)).balance).toBe(143)
    expect((await entriesOf(ctx)).map(({ kind, amount }) => [kind, amount])).toEqual([
      ['grant', 150],
      ['reserve', -7],
    ])
  })

  test('of settling and releasing, twenty times at once, one happens, once', async () => {
    const ctx = await newWorkspace()
    await reserve(ctx, 'p', 10)
    await Promise.all(Array.from({ length: 20 }, (_, index) => (index % 2 ? release(ctx, 'p') : settle(ctx, 'p', 4))))
    const closing = (await entriesOf(ctx)).slice(2)
    expect(closing.length).toBe(1)
    expect([6, 10]).toContain(closing[0]?.amount)
    expect((await getSummary(ctx)).balance).toBe(140 + (closing[0]?.amount ?? 0))
  })

  test('a second attempt reserves what the first has not used: all of it after a release, nothing after a settlement', async () => {
    const ctx = await newWorkspace()
    await reserve(ctx, 'p', 10)
    await release(ctx, 'p')
    expect(await reserve(ctx, 'p', 10, 2)).toEqual({ balance: 140 })
    expect(await settle(ctx, 'p', 10, 2)).toEqual({ used: 10 })
    await Promise.all(Array.from({ length: 10 }, () => reserve(ctx, 'p', 10, 3)))
    expect((await getSummary(ctx)).balance).toBe(140)
    expect(await release(ctx, 'p', 3)).toEqual({ used: 10 })
    expect((await getSummary(ctx)).balance).toBe(140)
    expect(await findReservation(ctx.db, attemptOf(ctx, 'p', 1))).toEqual({ reserved: 10, returned: 10 })
    expect(await findReservation(ctx.db, attemptOf(ctx, 'p', 3))).toEqual({ reserved: 0, returned: 0 })
    expect(await findReservation(ctx.db, attemptOf(ctx, 'p', 4))).toEqual({ reserved: 0, returned: null })
  })

  test('a process that dies in the middle has done nothing, and the repeat does it once', async () => {
    const ctx = await newWorkspace()
    const doomed = createDatabase({ url: app.database.url, max: 1 })
    const dying = doomed.db.$transaction(async (tx) => {
      await reserveCredits(tx, { ...attemptOf(ctx, 'p'), credits: 5, title: 'A talk' })
      const [backend] = await tx.$queryRaw<{ pid: number }[]>`SELECT pg_backend_pid() AS pid`
      await app.database.pool.query('SELECT pg_terminate_backend($1)', [backend?.pid])
    })
    await expect(dying).rejects.toThrow()
    await doomed.close()
    expect((await getSummary(ctx)).balance).toBe(150)
    await reserve(ctx, 'p', 5)
    await reserve(ctx, 'p', 5)
    expect((await getSummary(ctx)).balance).toBe(145)
  })

  test('a trial is begun once, however often it is asked for', async () => {
    const ctx = await newWorkspace()
    await Promise.all(Array.from({ length: 20 }, () => inTx(ctx, (tx) => startTrial(tx, ctx, ctx))))
    expect((await entriesOf(ctx)).length).toBe(1)
    expect(await getSummary(ctx)).toMatchObject({ balance: 150, plan: { id: 'starter', hasWatermark: false } })
  })
})

describe('what is refused', () => {
  test('more than there is, with the numbers; nobody spends a credit twice', async () => {
    const ctx = await newWorkspace()
    const all = await Promise.allSettled(Array.from({ length: 20 }, (_, index) => reserve(ctx, `p${index}`, 40)))
    const taken = all.filter(({ status }) => status === 'fulfilled')
    expect(taken.length).toBe(3)
    const refused = all.find((each) => each.status === 'rejected')
    expect(refused?.reason.code).toBe('insufficient_credits')
    expect(refused?.reason.details).toEqual({ needed: 40, balance: 30 })
    expect((await getSummary(ctx)).balance).toBe(30)
  })
})

test('whatever happens in whatever order, the balance is the sum of the ledger and never below zero', async () => {
  const action = fc.record({
    kind: fc.constantFrom('reserve', 'settle', 'release'),
    project: fc.constantFrom('a', 'b', 'c', 'd'),
    credits: fc.integer({ min: 1, max: 80 }),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(action, { minLength: 1, maxLength: 12 }), async (actions) => {
      const ctx = await newWorkspace()
      const acted = actions.map(async ({ kind, project, credits }) => {
        try {
          if (kind === 'reserve') await reserve(ctx, project, credits)
          if (kind === 'settle') await settle(ctx, project, credits)
          if (kind === 'release') await release(ctx, project)
        } catch (error) {
          if (!isDomainError(error, 'insufficient_credits')) throw error
        }
      })
      await Promise.all(acted)
      const entries = await entriesOf(ctx)
      const { balance, reserved } = await getSummary(ctx)
      expect(entries.reduce((sum, { amount }) => sum + amount, 0)).toBe(balance)
      expect(Math.min(...entries.map(({ balanceAfter }) => balanceAfter))).toBeGreaterThanOrEqual(0)
      const open = entries.filter(
        ({ kind, key }) =>
          kind === 'reserve' && !entries.some((each) => each.key === key.replace('reserve:', 'close:')),
      )
      expect(reserved).toBe(open.reduce((sum, { amount }) => sum - amount, 0))
    }),
    { numRuns: 15 },
  )
})

describe('by the calendar', () => {
  test('a trial ends after seven days: what is left goes, Free’s month begins; then every month brings 60, and 60 may stay', async () => {
    // The trial begins at a time that stands still: the minute before its end is not over because the machine was busy.
    app.advance(0)
    const ctx = await newWorkspace()
    await reserve(ctx, 'trial', 20)
    await settle(ctx, 'trial', 20)
    app.advance(7 * dayMs - 60_000)
    expect(await endTrials(app.ctx)).not.toContain(ctx.workspaceId)
    app.advance(120_000)
    await Promise.all(Array.from({ length: 5 }, () => endTrials(app.ctx)))
    expect(await getSummary(ctx)).toMatchObject({
      balance: 60,
      plan: { id: 'free', hasWatermark: true },
      trialEndsAt: null,
    })

    app.advance(32 * dayMs)
    await Promise.all(Array.from({ length: 5 }, () => renewDueCredits(app.ctx)))
    expect((await getSummary(ctx)).balance).toBe(120)
    app.advance(93 * dayMs)
    await renewDueCredits(app.ctx)
    expect((await getSummary(ctx)).balance).toBe(120)
    const kinds = (await entriesOf(ctx)).map(({ kind, amount }) => `${kind} ${amount}`)
    expect(kinds.slice(0, 6)).toEqual(['grant 150', 'reserve -20', 'settle 0', 'expire -130', 'grant 60', 'grant 60'])
    expect(kinds.slice(6)).toEqual(['expire -60', 'grant 60', 'expire -60', 'grant 60', 'expire -60', 'grant 60'])
  })

  test('the history comes a page at a time, newest first, and is the workspace’s own', async () => {
    const [ctx, other] = [await newWorkspace(), await newWorkspace()]
    await reserve(other, 'elsewhere', 3)
    for (const project of ['x', 'y', 'z']) await reserve(ctx, project, 1)
    const first = await listHistory(ctx, { limit: 2 })
    const second = await listHistory(ctx, { limit: 2, cursor: first.nextCursor ?? '' })
    expect([...first.items, ...second.items].map(({ balanceAfter }) => balanceAfter)).toEqual([147, 148, 149, 150])
    expect(second.nextCursor).toBeNull()
  })
})
