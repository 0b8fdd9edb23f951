import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { WorkspaceContext } from '@/server/context'
import { limits } from '@/server/media/limits'
import { purgeRemoved } from '@/server/projects'
import { ratePolicies, spendRate } from '@/server/rate-limits'
import { openTestApp, type TestApp } from '@/server/testing/app-context'
import {
  cancelRender,
  createFromRange,
  findMore,
  getClip,
  removeClip,
  renameClip,
  renderFileKeys,
  requestRender,
  restoreClip,
  retryRender,
} from './index'

let app: TestApp
beforeAll(async () => {
  app = await openTestApp()
  // Time stands still but where a test lets it go on: nothing that is counted by the hour comes back by itself.
  app.advance(0)
})
afterAll(() => app.close())

const choice = { aspect: '1:1', framing: 'fit', captions: 'simple' } as const
const eventsOf = (id: string) => app.sentEvents.map((event) => event.id).filter((each) => each.includes(id))

/** A project whose analysis is done, of a minute of video. */
const newProject = async (on: TestApp = app) => {
  const ctx: WorkspaceContext = (await on.signIn()).workspace
  const { id } = await ctx.db.project.create({
    data: {
      title: 'A talk',
      status: 'ready',
      settings: { aspect: '9:16', framing: 'auto', captions: 'karaoke' },
      reportKey: 'there',
      createdById: ctx.user.id,
      workspace: { connect: { id: ctx.workspaceId } },
      source: {
        create: {
          workspaceId: ctx.workspaceId,
          contentHash: ctx.workspaceId,
          sizeBytes: 1,
          durationMs: 60_000,
          info: {},
          objectKey: `sources/${ctx.workspaceId}/a.mp4`,
        },
      },
    },
    select: { id: true },
  })
  return { ctx, projectId: id }
}
const newClip = async () => {
  const { ctx, projectId } = await newProject()
  const { id } = await createFromRange(ctx, { projectId, startMs: 5_000, endMs: 15_000 })
  return { ctx, projectId, id }
}
const finish = (ctx: WorkspaceContext, renderId: string, state: 'ready' | 'failed', hasWatermark = false) =>
  ctx.db.render.update({ where: { id: renderId }, data: { state, hasWatermark } })

describe('a clip by hand', () => {
  test('is one clip and one render, however often its range is asked for', async () => {
    const { ctx, projectId, id } = await newClip()
    const again = await Promise.all(
      Array.from({ length: 5 }, () => createFromRange(ctx, { projectId, startMs: 5_000, endMs: 15_000 })),
    )
    expect(new Set(again.map((each) => each.id))).toEqual(new Set([id]))
    const clip = await getClip(ctx, { id })
    expect(clip).toMatchObject({ title: 'Clip from 0:05 to 0:15', origin: 'manual', state: 'queued', boundary: null })
    expect(clip.renders.map(({ aspect, captions }) => [aspect, captions])).toEqual([['9:16', 'karaoke']])
  })

  test('is refused outside the video and before the video has been looked at', async () => {
    const { ctx, projectId } = await newProject()
    const range = { projectId, startMs: 50_000, endMs: 61_000 }
    await expect(createFromRange(ctx, range)).rejects.toMatchObject({ code: 'invalid_request' })
    await ctx.db.project.update({ where: { id: projectId }, data: { reportKey: null } })
    await expect(createFromRange(ctx, { ...range, endMs: 59_000 })).rejects.toMatchObject({ code: 'conflict' })
  })

  test('counts among the renders that a person may ask for in an hour', async () => {
    const { ctx, projectId, id } = await newClip()
    const { quota } = ratePolicies.clipRender
    for (let asked = 1; asked < quota; asked += 1) await requestRender(ctx, { id, ...choice })
    const range = { projectId, startMs: 20_000, endMs: 30_000 }
    await expect(createFromRange(ctx, range)).rejects.toMatchObject({ code: 'rate_limited' })
    expect(await ctx.db.clip.count({ where: { projectId } })).toBe(1)
  })

  test('is refused when the project has as many as may be, also of two who come at once; one that is there is found again', async () => {
    const { ctx, projectId, id } = await newClip()
    await ctx.db.clip.createMany({
      data: Array.from({ length: limits.maxManualClips - 2 }, (_, index) => ({
        ...{ projectId, workspaceId: ctx.workspaceId, origin: 'manual' as const, position: 10_000, title: 'Mine' },
        ...{ score: 0, startMs: 20_000 + index, endMs: 30_000, durationMs: 1, ranges: [], features: [], boundary: {} },
      })),
    })
    const attempts = [40_000, 45_000].map((startMs) => createFromRange(ctx, { projectId, startMs, endMs: 55_000 }))
    const refused = (await Promise.allSettled(attempts)).filter((each) => each.status === 'rejected')
    expect(refused.map(({ reason }) => reason.code)).toEqual(['limit_exceeded'])
    expect(await ctx.db.clip.count({ where: { projectId } })).toBe(limits.maxManualClips)
    expect(await createFromRange(ctx, { projectId, startMs: 5_000, endMs: 15_000 })).toEqual({ id })
    await removeClip(ctx, { id })
    await createFromRange(ctx, { projectId, startMs: 41_000, endMs: 55_000 })
  })
})

describe('more clips of a project', () => {
  const newMoments = async (on: TestApp = app) => {
    const { ctx, projectId } = await newProject(on)
    const moment = (startMs: number, score: number, warnings: readonly string[] = []) => ({
      ...{ projectId, workspaceId: ctx.workspaceId, position: startMs, startMs, endMs: startMs + 8_000, score },
      ...{ accepted: false, reason: 'Overlaps clip 1.', title: `At ${startMs}`, hashtags: ['#more'] },
      features: [{ name: 'hook', value: 0.5, weight: 1, evidence: [] }],
      boundary: {
        startsAt: 'sentence',
        endsAt: 'sentence',
        firstWords: 'So',
        lastWords: 'that.',
        leadMs: 0,
        tailMs: 0,
        warnings,
      },
    })
    const data = [
      moment(0, 90),
      moment(10_000, 80),
      moment(12_000, 79),
      moment(20_000, 75, ['begins with "and"']),
      moment(30_000, 70),
      moment(40_000, 60),
      moment(50_000, 30),
    ]
    await ctx.db.moment.createMany({ data })
    return { ctx, projectId }
  }
  const startsOf = async (ctx: WorkspaceContext, projectId: string) =>
    (await ctx.db.clip.findMany({ where: { projectId }, orderBy: { startMs: 'asc' }, select: { startMs: true } })).map(
      ({ startMs }) => startMs,
    )

  test('are the next best that are whole and shown nowhere yet, with what is known of them, until none is left', async () => {
    const { ctx, projectId } = await newMoments()
    const { ids } = await findMore(ctx, { projectId })
    expect(await startsOf(ctx, projectId)).toEqual([0, 10_000, 30_000])
    const [best = ''] = ids
    expect(await getClip(ctx, { id: best })).toMatchObject({
      ...{ title: 'At 0', score: 90, state: 'queued', hashtags: ['#more'] },
      boundary: { startsAt: 'sentence' },
    })
    await findMore(ctx, { projectId })
    expect(await findMore(ctx, { projectId })).toEqual({ ids: [] })
    expect(await startsOf(ctx, projectId)).toEqual([0, 10_000, 30_000, 40_000])
  })

  test('come once when two people ask at once, and each is one of the renders of an hour', async () => {
    const { ctx, projectId } = await newMoments()
    await Promise.all([findMore(ctx, { projectId }), findMore(ctx, { projectId })])
    expect(await startsOf(ctx, projectId)).toEqual([0, 10_000, 30_000, 40_000])
    const { quota } = ratePolicies.clipRender
    const { id } = await createFromRange(ctx, { projectId, startMs: 50_000, endMs: 58_000 })
    for (let asked = 6; asked <= quota; asked += 1) await requestRender(ctx, { id, ...choice })
    await expect(requestRender(ctx, { id, ...choice })).rejects.toMatchObject({ code: 'rate_limited' })
  })

  test('are all counted or none: who has too few renders left keeps them, and gets the clips after the wait they are told', async () => {
    const later = await openTestApp()
    // It stands still from here on, so that nothing comes back by itself.
    later.advance(0)
    const { ctx, projectId } = await newMoments(later)
    const { quota } = ratePolicies.clipRender
    await spendRate(ctx, { clipRender: ctx.user.id }, String, quota - 2)
    const left = async () => {
      const claim = { policy: ratePolicies.clipRender, subject: ctx.user.id, cost: 0 }
      return (await ctx.ports.rateLimiter.take([claim])).states[0]?.remaining
    }
    const refused = await findMore(ctx, { projectId }).catch((error) => error)
    expect(refused).toMatchObject({ code: 'rate_limited' })
    expect(await left()).toBe(2)
    expect(await startsOf(ctx, projectId)).toEqual([])
    later.advance(refused.details.retryAfterMs)
    await findMore(ctx, { projectId })
    expect(await startsOf(ctx, projectId)).toEqual([0, 10_000, 30_000])
    expect(await left()).toBe(0)
    await later.close()
  })

  test('of a moment that is cut by its range, title and score are known too', async () => {
    const { ctx, projectId } = await newMoments()
    const { id } = await createFromRange(ctx, { projectId, startMs: 50_000, endMs: 58_000 })
    expect(await getClip(ctx, { id })).toMatchObject({ title: 'At 50000', score: 30, origin: 'manual' })
  })
})

test('no file is asked for that the plan could not store: by no way, and nothing is left in the queue', async () => {
  const { ctx, projectId, id } = await newClip()
  const { renderId } = await requestRender(ctx, { id, ...choice })
  await cancelRender(ctx, { renderId })
  // Room for the ten seconds that wait already, and for a few more.
  await ctx.db.source.updateMany({
    where: { workspaceId: ctx.workspaceId },
    data: { sizeBytes: limits.storageBytes.starter - 20_000_000 },
  })
  const full = { code: 'limit_exceeded', message: expect.stringContaining('200 GB') }
  const ways = [
    () => retryRender(ctx, { renderId }),
    () => requestRender(ctx, { id, ...choice, aspect: '16:9' }),
    () => createFromRange(ctx, { projectId, startMs: 20_000, endMs: 30_000 }),
  ]
  for (const way of ways) await expect(way()).rejects.toMatchObject(full)
  expect(await ctx.db.clip.count({ where: { projectId } })).toBe(1)
  expect(await ctx.db.render.count({ where: { clipId: id, state: 'queued' } })).toBe(1)
  await createFromRange(ctx, { projectId, startMs: 20_000, endMs: 23_000 })
})

describe('a render', () => {
  test('of the same choice is the same render; a file that is ready is not made again', async () => {
    const { ctx, id } = await newClip()
    const all = await Promise.all(Array.from({ length: 5 }, () => requestRender(ctx, { id, ...choice })))
    const renderId = all[0]?.renderId ?? ''
    expect(new Set(all.map((each) => each.renderId)).size).toBe(1)
    await finish(ctx, renderId, 'ready')
    const before = eventsOf(renderId).length
    expect(await requestRender(ctx, { id, ...choice })).toEqual({ renderId })
    expect(eventsOf(renderId).length).toBe(before)
  })

  test('that carries the mark is made anew once the plan has none', async () => {
    const { ctx, id } = await newClip()
    const { renderId } = await requestRender(ctx, { id, ...choice })
    await finish(ctx, renderId, 'ready', true)
    await requestRender(ctx, { id, ...choice })
    expect(eventsOf(renderId).at(-1)).toBe(`render-requested:${renderId}:2:0`)
  })

  test('can be cancelled while it is under way and tried again when it has ended badly, each once', async () => {
    const { ctx, id } = await newClip()
    const { renderId } = await requestRender(ctx, { id, ...choice })
    await expect(retryRender(ctx, { renderId })).rejects.toMatchObject({ code: 'conflict' })
    const cancels = await Promise.allSettled([1, 2, 3].map(() => cancelRender(ctx, { renderId })))
    expect(cancels.filter(({ status }) => status === 'fulfilled').length).toBe(1)
    const retries = await Promise.allSettled([1, 2, 3].map(() => retryRender(ctx, { renderId })))
    expect(retries.filter(({ status }) => status === 'fulfilled').length).toBe(1)
    expect(eventsOf(renderId)).toEqual([
      `render-requested:${renderId}:1:0`,
      `render-cancelled:${renderId}:1:0`,
      `render-requested:${renderId}:2:0`,
    ])
    await finish(ctx, renderId, 'ready')
    await expect(cancelRender(ctx, { renderId })).rejects.toMatchObject({ code: 'conflict' })
    await expect(retryRender(ctx, { renderId })).rejects.toMatchObject({ code: 'conflict' })
  })
})

test('removing stops its renders, can be undone for as long as a toast may stand and a little longer, and then takes every file along', async () => {
  const { ctx, id } = await newClip()
  const { renderId } = await requestRender(ctx, { id, ...choice })
  const keys = Object.values(renderFileKeys(ctx.workspaceId, id, renderId))
  for (const key of keys) await ctx.ports.objects.put(key, Buffer.from('x'), { contentType: 'video/mp4' })
  await removeClip(ctx, { id })
  expect((await ctx.db.render.findUniqueOrThrow({ where: { id: renderId } })).state).toBe('cancelled')
  app.advance(22_000)
  await restoreClip(ctx, { id })
  await removeClip(ctx, { id })
  app.advance(25_001)
  await expect(restoreClip(ctx, { id })).rejects.toMatchObject({ code: 'gone' })
  app.advance(60_000)
  await purgeRemoved(app.ctx)
  expect(await Promise.all(keys.map((key) => ctx.ports.objects.stat(key)))).toEqual(keys.map(() => undefined))
  await expect(restoreClip(ctx, { id })).rejects.toMatchObject({ code: 'not_found' })
})

test('another workspace’s clip is nobody’s: every verb answers not_found and changes nothing', async () => {
  const { ctx, projectId, id } = await newClip()
  const stranger = (await app.signIn()).workspace
  const renderId = (await requestRender(ctx, { id, ...choice })).renderId
  const before = JSON.stringify(await getClip(ctx, { id }))
  const attempts = [
    () => getClip(stranger, { id }),
    () => renameClip(stranger, { id, title: 'Mine' }),
    () => removeClip(stranger, { id }),
    () => restoreClip(stranger, { id }),
    () => requestRender(stranger, { id, ...choice }),
    () => retryRender(stranger, { renderId }),
    () => cancelRender(stranger, { renderId }),
    () => createFromRange(stranger, { projectId, startMs: 0, endMs: 9_000 }),
  ]
  for (const attempt of attempts) await expect(attempt()).rejects.toMatchObject({ code: 'not_found' })
  expect(JSON.stringify(await getClip(ctx, { id }))).toBe(before)
})
