import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openTestApp, type TestApp } from '@/server/testing/app-context'
import { bringSource } from '@/server/testing/project-at-work'
import { watchProject } from '.'

let app: TestApp
beforeAll(async () => {
  app = await openTestApp()
})
afterAll(() => app.close())

/** A project on which nothing is done and nobody waits. */
const newProject = async () => {
  const { workspace: ctx } = await app.signIn()
  const source = await bringSource(ctx, 1)
  const { id } = await ctx.db.project.create({
    data: {
      ...{ title: 'Still', status: 'ready', createdById: ctx.user.id, reportKey: 'there' },
      ...{ workspaceId: ctx.workspaceId, sourceId: source.id },
      settings: { aspect: '9:16', framing: 'auto', captions: 'karaoke' },
    },
    select: { id: true },
  })
  return { ctx, id }
}

test('while nothing changes the project is not read again, and is as soon as a row of it was written', async () => {
  const { ctx, id } = await newProject()
  const clip = await ctx.db.clip.create({
    data: {
      ...{ projectId: id, workspaceId: ctx.workspaceId, position: 0, title: 'One', score: 1 },
      ...{ startMs: 0, endMs: 9_000, durationMs: 9_000, ranges: [], features: [], boundary: {} },
      renders: { create: { aspect: '9:16', framing: 'auto', captions: 'karaoke' } },
    },
    select: { renders: { select: { id: true } } },
  })
  const said: string[] = []
  const query = vi.spyOn(app.database.pool, 'query')
  const count = (sign: RegExp) => query.mock.calls.filter((call) => sign.test(JSON.stringify(call[0]))).length
  const looks = () => count(/xmin/)
  const readings = () => count(/\bMoment\b/)
  // To it each look is two seconds after the one before, as on a machine that is not busy: it reads anew by itself after thirty.
  const beganAtMs = Date.now()
  const clock = { ...ctx.clock, now: () => beganAtMs + 2_000 * looks() }
  const abort = new AbortController()
  const watching = (async () => {
    for await (const { clips } of watchProject({ ...ctx, clock }, { id }, abort.signal))
      said.push(String(clips[0]?.share))
  })()
  await vi.waitFor(() => expect(looks()).toBeGreaterThanOrEqual(3), { timeout: 90_000, interval: 50 })
  expect([readings(), said]).toEqual([1, ['0']])

  // Nobody is told of it: only looking finds it.
  await ctx.db.render.update({ where: { id: clip.renders[0]?.id ?? '' }, data: { share: 0.5 } })
  await vi.waitFor(() => expect(said).toEqual(['0', '0.5']), { timeout: 90_000, interval: 50 })
  expect(readings()).toBe(2)
  abort.abort()
  await watching
  query.mockRestore()
})

test('twenty are watched by one person at most, whoever else watches; one that ends makes room', async () => {
  const { ctx, id } = await newProject()
  const other = await newProject()
  const watch = async (by: typeof ctx, of: string) => {
    const abort = new AbortController()
    const views = watchProject(by, { id: of }, abort.signal)
    await views.next()
    return async () => {
      abort.abort()
      await views.return()
    }
  }
  const ends = await Promise.all(Array.from({ length: 20 }, () => watch(ctx, id)))
  await expect(watch(ctx, id)).rejects.toMatchObject({ code: 'rate_limited' })
  ends.push(await watch(other.ctx, other.id))
  await ends.pop()?.()
  await ends.pop()?.()
  ends.push(await watch(ctx, id))
  await expect(watch(ctx, id)).rejects.toMatchObject({ code: 'rate_limited' })
  for (const end of ends) await end()
})
