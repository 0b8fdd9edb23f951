import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { WorkspaceContext } from '@/server/context'
import { limits } from '@/server/media/limits'
import { openTestApp, type TestApp } from '@/server/testing/app-context'
import { lockWaiters } from '@/server/testing/lock-waiters'
import { queueProject, workOn } from '@/server/testing/project-at-work'
import { createFromRange, removeClip, restoreClip } from './index'

let app: TestApp
let ctx: WorkspaceContext
let projectId: string
let id: string
beforeAll(async () => {
  app = await openTestApp()
  ctx = (await app.signIn()).workspace
})
afterAll(() => app?.close())

beforeEach(async () => {
  projectId = await queueProject(ctx)
  await workOn(ctx, projectId)
  ;({ id } = await createFromRange(ctx, { projectId, startMs: 0, endMs: 5_000 }))
  await removeClip(ctx, { id })
})
const isThere = async () => (await ctx.db.clip.count({ where: { id, deletedAt: null } })) === 1

describe('bringing a removed clip back', () => {
  test('is refused when others have taken its place among those cut by hand, and works once there is room', async () => {
    await ctx.db.clip.createMany({
      data: Array.from({ length: limits.maxManualClips }, (_, index) => ({
        ...{ projectId, workspaceId: ctx.workspaceId, origin: 'manual' as const, position: 10_000, title: 'Mine' },
        ...{ score: 0, startMs: 6_000 + index, endMs: 9_000, durationMs: 1, ranges: [], features: [], boundary: {} },
      })),
    })
    await expect(restoreClip(ctx, { id })).rejects.toMatchObject({ code: 'limit_exceeded' })
    expect(await isThere()).toBe(false)
    const other = await ctx.db.clip.findFirstOrThrow({ where: { projectId, id: { not: id } } })
    await removeClip(ctx, { id: other.id })
    await restoreClip(ctx, { id })
    expect(await isThere()).toBe(true)
  })

  test('twice is bringing it back', async () => {
    await Promise.all([restoreClip(ctx, { id }), restoreClip(ctx, { id })])
    expect(await isThere()).toBe(true)
  })

  test('says that it is too late when the purge is taking it at this very moment', async () => {
    const purge = await app.database.pool.connect()
    await purge.query('BEGIN')
    await purge.query('SELECT 1 FROM "Project" WHERE "id" = $1 FOR NO KEY UPDATE', [projectId])
    await purge.query('DELETE FROM "Clip" WHERE "id" = $1', [id])
    const restored = Promise.allSettled([restoreClip(ctx, { id })])
    await expect.poll(() => lockWaiters(app.database.pool), { timeout: 30_000 }).toBe(1)
    await purge.query('COMMIT')
    purge.release()
    expect(await restored).toMatchObject([{ status: 'rejected', reason: { code: 'gone' } }])
  })
})
