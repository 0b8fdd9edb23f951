import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { removeMember } from '@/server/accounts'
import type { WorkspaceContext } from '@/server/context'
import { getSummary } from '@/server/credits'
import { openTestApp, type TestApp } from '@/server/testing/app-context'
import { bringSource } from '@/server/testing/project-at-work'
import {
  cancelProject,
  createProject,
  createProjectSchema,
  estimateProject,
  estimateSchema,
  getProject,
  getTranscript,
  listMoments,
  listProjects,
  listProjectsSchema,
  type ProjectView,
  purgeRemoved,
  removeProject,
  renameProject,
  restoreProject,
  retryProject,
  startWaiting,
  watchProject,
} from './index'

let app: TestApp
beforeAll(async () => {
  app = await openTestApp()
  // Time stands still but where a test lets it go on: nothing that is counted by the hour comes back by itself.
  app.advance(0)
})
afterAll(() => app.close())

const newWorkspace = async (): Promise<WorkspaceContext> => (await app.signIn()).workspace

const minute = 60_000
const bringUpload = (ctx: WorkspaceContext, state: 'receiving' | 'checking' | 'failed' = 'receiving') =>
  ctx.db.upload.create({
    data: {
      workspaceId: ctx.workspaceId,
      userId: ctx.user.id,
      kind: 'file',
      fileName: 'My talk.final.mp4',
      sizeBytes: 3,
      state,
      expiresAt: new Date(Date.now() + 3_600_000),
    },
  })
const create = (ctx: WorkspaceContext, input: object) => createProject(ctx, createProjectSchema.parse(input))
const list = (ctx: WorkspaceContext, input: object = {}) => listProjects(ctx, listProjectsSchema.parse(input))
const cursorOf = (title: string) =>
  Buffer.from(JSON.stringify({ id: '01900000-0000-7000-8000-000000000000', title })).toString('base64url')
const balanceOf = async (ctx: WorkspaceContext) => (await getSummary(ctx)).balance

describe('creating', () => {
  test('reserves a credit for each started minute and asks for the work, once', async () => {
    const ctx = await newWorkspace()
    const source = await bringSource(ctx, 12.5)
    const { id } = await create(ctx, { sourceId: source.id, title: 'Twelve and a half' })
    expect(await getSummary(ctx)).toMatchObject({ balance: 137, reserved: 13 })
    expect(await getProject(ctx, { id })).toMatchObject({
      status: 'queued',
      title: 'Twelve and a half',
      credits: { reserved: 13, used: null },
    })
    expect(app.sentEvents.filter(({ data }) => data.projectId === id)).toEqual([
      {
        id: `project-start:${id}:1:0`,
        name: 'project/start',
        data: { projectId: id, workspaceId: ctx.workspaceId, attempt: 1 },
      },
    ])
  })

  test('asked for twice under one key, in turn or at once, is one project, one reservation and one file of subtitles', async () => {
    const ctx = await newWorkspace()
    const source = await bringSource(ctx, 10)
    const transcript = { name: 'talk.srt', text: '1\n00:00:00,000 --> 00:00:01,000\nHello\n' }
    const ask = (requestKey: string) => create(ctx, { sourceId: source.id, transcript, requestKey })
    const keys = [randomUUID(), randomUUID()] as const
    const [one, two] = await Promise.all([ask(keys[0]), ask(keys[0])])
    expect([two, await ask(keys[0])]).toEqual([one, one])
    expect(await ask(keys[1])).not.toEqual(one)
    expect(await getSummary(ctx)).toMatchObject({ balance: 130, reserved: 20 })
    const subtitles: string[] = []
    for await (const { key } of ctx.ports.objects.list(`subtitles/${ctx.workspaceId}/`)) subtitles.push(key)
    expect(subtitles).toHaveLength(2)
    // A key is a workspace's own: another one's finds nothing by it.
    const other = await newWorkspace()
    const theirs = await bringSource(other, 1)
    expect(await create(other, { sourceId: theirs.id, requestKey: keys[0] })).not.toEqual(one)
  })

  test('is refused with the numbers when credits are short, and leaves nothing behind', async () => {
    const ctx = await newWorkspace()
    const source = await bringSource(ctx, 119)
    await create(ctx, { sourceId: source.id })
    await expect(create(ctx, { sourceId: source.id })).rejects.toMatchObject({
      code: 'insufficient_credits',
      details: { needed: 119, balance: 31 },
    })
    expect((await list(ctx)).items.length).toBe(1)
  })

  test('keeps no subtitles of what was refused', async () => {
    const ctx = await newWorkspace()
    const source = await bringSource(ctx, 151)
    const transcript = { name: 'talk.srt', text: '1\n00:00:00,000 --> 00:00:01,000\nHello\n' }
    const kept = async () => {
      const keys: string[] = []
      for await (const { key } of ctx.ports.objects.list(`subtitles/${ctx.workspaceId}/`)) keys.push(key)
      return keys
    }
    await expect(create(ctx, { sourceId: source.id, transcript })).rejects.toMatchObject({
      code: 'insufficient_credits',
    })
    expect(await kept()).toEqual([])
    await create(ctx, { uploadId: (await bringUpload(ctx)).id, transcript })
    expect(await kept()).toHaveLength(1)
  })

  test('of a video that was deleted in this very moment is refused, not broken', async () => {
    const ctx = await newWorkspace()
    const source = await bringSource(ctx)
    const { rateLimiter } = ctx.ports
    const take: typeof rateLimiter.take = async (claims) => {
      await ctx.db.source.delete({ where: { id: source.id } })
      return rateLimiter.take(claims)
    }
    const meanwhile = { ...ctx, ports: { ...ctx.ports, rateLimiter: { ...rateLimiter, take } } }
    await expect(create(meanwhile, { sourceId: source.id })).rejects.toMatchObject({ code: 'not_found' })
  })

  test('is refused after sixty in an hour, with how long to wait', async () => {
    const ctx = await newWorkspace()
    const { id: uploadId } = await bringUpload(ctx)
    const starts = await Promise.allSettled(Array.from({ length: 61 }, () => create(ctx, { uploadId })))
    const refused = starts.flatMap((start) => (start.status === 'rejected' ? [start.reason] : []))
    expect(refused).toEqual([
      expect.objectContaining({ code: 'rate_limited', message: expect.stringContaining('Start the next one in ') }),
    ])
    expect(await ctx.db.project.count({ where: { workspaceId: ctx.workspaceId } })).toBe(60)
  })

  test('before its upload has ended waits, costs nothing, and begins by itself when the video is there', async () => {
    const ctx = await newWorkspace()
    const upload = await bringUpload(ctx)
    const { id } = await create(ctx, { uploadId: upload.id })
    expect(await getProject(ctx, { id })).toMatchObject({
      status: 'waiting',
      title: 'My talk.final',
      upload: { id: upload.id },
    })
    expect(await balanceOf(ctx)).toBe(150)
    const ref = { uploadId: upload.id, workspaceId: ctx.workspaceId }
    expect(await startWaiting(ctx, ref)).toBe(0)
    const source = await bringSource(ctx, 3)
    await ctx.db.upload.update({ where: { id: upload.id }, data: { state: 'ready', sourceId: source.id } })
    const started = await Promise.all([startWaiting(ctx, ref), startWaiting(ctx, ref), startWaiting(ctx, ref)])
    expect(started.reduce((sum, count) => sum + count)).toBe(1)
    expect(await getProject(ctx, { id })).toMatchObject({ status: 'queued', durationMs: 3 * minute })
    expect(await balanceOf(ctx)).toBe(147)
  })

  test('fails with the upload’s reason when that fails, and with the numbers when the video is too long for the credits', async () => {
    const ctx = await newWorkspace()
    const [broken, long] = [await bringUpload(ctx), await bringUpload(ctx)]
    const [first, second] = [await create(ctx, { uploadId: broken.id }), await create(ctx, { uploadId: long.id })]
    const failure = { code: 'unreadable_media', message: 'The file is damaged.' }
    await ctx.db.upload.update({ where: { id: broken.id }, data: { state: 'failed', failure } })
    const source = await bringSource(ctx, 151)
    await ctx.db.upload.update({ where: { id: long.id }, data: { state: 'ready', sourceId: source.id } })
    for (const { id: uploadId } of [broken, long]) await startWaiting(ctx, { uploadId, workspaceId: ctx.workspaceId })
    expect(await getProject(ctx, first)).toMatchObject({ status: 'failed', failure })
    expect(await getProject(ctx, second)).toMatchObject({ status: 'failed', failure: { code: 'insufficient_credits' } })
    expect(await balanceOf(ctx)).toBe(150)
  })
})

describe('changing', () => {
  test('cancel gives the credits back once; a retry takes them again under a new attempt', async () => {
    const ctx = await newWorkspace()
    const { id } = await create(ctx, { sourceId: (await bringSource(ctx, 10)).id })
    const cancels = await Promise.allSettled(Array.from({ length: 5 }, () => cancelProject(ctx, { id })))
    expect(cancels.filter(({ status }) => status === 'fulfilled').length).toBe(1)
    expect(await balanceOf(ctx)).toBe(150)
    await retryProject(ctx, { id })
    await expect(retryProject(ctx, { id })).rejects.toMatchObject({ code: 'conflict' })
    expect(await balanceOf(ctx)).toBe(140)
    expect(app.sentEvents.map((event) => event.id)).toEqual(
      expect.arrayContaining([`project-cancelled:${id}:1:0`, `project-start:${id}:2:0`]),
    )
  })

  test('cancel says what it did to the credits, and of an upload that only this project waited for nothing is kept', async () => {
    const ctx = await newWorkspace()
    const stateOf = async (id: string) => (await ctx.db.upload.findUniqueOrThrow({ where: { id } })).state
    const atWork = await create(ctx, { sourceId: (await bringSource(ctx, 10)).id })
    expect(await cancelProject(ctx, atWork)).toEqual({ returned: 10, used: 0, isUploadStopped: false })

    const [shared, arrived] = [await bringUpload(ctx), await bringUpload(ctx, 'checking')]
    const [first, second] = [await create(ctx, { uploadId: shared.id }), await create(ctx, { uploadId: shared.id })]
    expect(await cancelProject(ctx, first)).toEqual({ returned: 0, used: 0, isUploadStopped: false })
    expect(await stateOf(shared.id)).toBe('receiving')
    expect(await getProject(ctx, second)).toMatchObject({ status: 'waiting' })
    expect(await removeProject(ctx, second)).toEqual({ returned: 0, used: 0, isUploadStopped: true })
    expect(await stateOf(shared.id)).toBe('cancelled')
    await expect(retryProject(ctx, first)).rejects.toMatchObject({ code: 'conflict' })

    const checked = await create(ctx, { uploadId: arrived.id })
    expect(await cancelProject(ctx, checked)).toMatchObject({ isUploadStopped: false })
    expect(await stateOf(arrived.id)).toBe('checking')
    expect(await removeProject(ctx, checked)).toBeNull()
  })

  test('removing can be undone for as long as a toast may stand, and a little longer; then the files go, the source with the last project made of it', async () => {
    const ctx = await newWorkspace()
    const source = await bringSource(ctx, 1)
    const [first, second] = [await create(ctx, { sourceId: source.id }), await create(ctx, { sourceId: source.id })]
    await removeProject(ctx, first)
    await expect(getProject(ctx, first)).rejects.toMatchObject({ code: 'not_found' })
    await restoreProject(ctx, first)
    expect(await getProject(ctx, first)).toMatchObject({ status: 'cancelled' })
    await removeProject(ctx, first)
    app.advance(22_000)
    await restoreProject(ctx, first)
    await removeProject(ctx, first)
    app.advance(25_001)
    await expect(restoreProject(ctx, first)).rejects.toMatchObject({ code: 'gone' })
    app.advance(60_000)
    await purgeRemoved(ctx)
    expect(await ctx.ports.objects.stat(source.objectKey)).toBeDefined()
    await expect(restoreProject(ctx, first)).rejects.toMatchObject({ code: 'not_found' })
    await removeProject(ctx, second)
    app.advance(60_000)
    await purgeRemoved(ctx)
    expect(await ctx.ports.objects.stat(source.objectKey)).toBeUndefined()
    expect(await ctx.db.source.count({ where: { id: source.id } })).toBe(0)
    expect(await balanceOf(ctx)).toBe(150)
  })
})

describe('reading', () => {
  test('lists a page at a time in every order, finds by title, and shows each project once', async () => {
    const ctx = await newWorkspace()
    const { id: sourceId } = await bringSource(ctx, 1)
    const titles = ['Delta', 'alpha', 'Charlie 100%', 'bravo', 'echo']
    for (const title of titles) await create(ctx, { sourceId, title })
    for (const sort of ['newest', 'oldest', 'title'] as const) {
      const seen: string[] = []
      let cursor: string | null | undefined
      do {
        const page = await list(ctx, { sort, limit: 2, ...(cursor ? { cursor } : {}) })
        seen.push(...page.items.map(({ title }) => title))
        cursor = page.nextCursor
      } while (cursor !== null)
      expect([...seen].sort()).toEqual([...titles].sort())
    }
    expect((await list(ctx, { query: '100%' })).items.map(({ title }) => title)).toEqual(['Charlie 100%'])
    expect((await list(ctx, { status: 'ready' })).items).toEqual([])
    await expect(list(ctx, { cursor: 'nonsense' })).rejects.toMatchObject({ code: 'invalid_request' })
    for (const title of ['\0', '\ud800'])
      await expect(list(ctx, { sort: 'title', cursor: cursorOf(title) })).rejects.toMatchObject({
        code: 'invalid_request',
      })
  })

  test('pages by titles as long as they may be, in any script', async () => {
    const ctx = await newWorkspace()
    const { id: sourceId } = await bringSource(ctx, 1)
    const titles = ['\u9577', '"\u9577'].map((unit) => unit.repeat(200).slice(0, 200))
    for (const title of titles) await create(ctx, { sourceId, title })
    const first = await list(ctx, { sort: 'title', limit: 1 })
    const second = await list(ctx, { sort: 'title', limit: 1, cursor: first.nextCursor })
    expect([...first.items, ...second.items].map(({ title }) => title).sort()).toEqual([...titles].sort())
  })

  test('says what a project would cost and how long it may take before it begins', async () => {
    const ctx = await newWorkspace()
    const estimate = await estimateProject(
      ctx,
      estimateSchema.parse({ durationMs: 20 * minute + 1, settings: { count: 4 } }),
    )
    expect(estimate).toMatchObject({ credits: 21, balance: 150, clipCount: 4 })
    expect(estimate.timeMs?.[0]).toBeLessThan(estimate.timeMs?.[1] ?? 0)
  })

  test('a watcher sees the project at once and every change soon, though nobody says a word', async () => {
    const ctx = await newWorkspace()
    const { id } = await create(ctx, { sourceId: (await bringSource(ctx, 1)).id, title: 'Before' })
    const abort = new AbortController()
    const seen: ProjectView[] = []
    for await (const view of watchProject(ctx, { id }, abort.signal)) {
      seen.push(view)
      if (view.title === 'Before') await renameProject(ctx, { id, title: 'Loud' })
      // Without a notification: only looking again finds it.
      if (view.title === 'Loud') await ctx.db.project.update({ where: { id }, data: { title: 'Silent' } })
      if (view.title === 'Silent') abort.abort()
    }
    expect(seen.map(({ title }) => title)).toEqual(['Before', 'Loud', 'Silent'])
  })

  type PutOut = (owner: WorkspaceContext, who: { readonly userId: string }) => Promise<void>
  const signOut: PutOut = async (_owner, { userId }) => {
    await app.ctx.db.session.deleteMany({ where: { userId } })
  }
  const outlive: PutOut = async (_owner, { userId }) => {
    await app.ctx.db.session.updateMany({ where: { userId }, data: { expires: new Date(0) } })
  }
  test.each([
    ['taken out of the workspace', 'not_found', removeMember],
    ['signed out', 'unauthenticated', signOut],
    ['away for so long that their session ended', 'unauthenticated', outlive],
  ] as const)('row 52: a watcher who is %s sees nothing more five seconds later', async (_what, code, put) => {
    const owner = await newWorkspace()
    const { id } = await create(owner, { sourceId: (await bringSource(owner, 1)).id, title: 'Shared' })
    const { workspace } = await app.signIn({ workspaceId: owner.workspaceId, role: 'viewer' })
    let laterMs = 0
    const ctx = { ...workspace, clock: { ...workspace.clock, now: () => Date.now() + laterMs } }
    const views = watchProject(ctx, { id }, AbortSignal.timeout(250_000))
    expect((await views.next()).value).toMatchObject({ title: 'Shared' })
    await put(owner, { userId: ctx.user.id })
    laterMs = 5_000
    await renameProject(owner, { id, title: 'Secret' })
    await expect(views.next()).rejects.toMatchObject({ code })
  })
})

test('another workspace’s project is nobody’s: every verb answers not_found and changes nothing', async () => {
  const [ctx, stranger] = [await newWorkspace(), await newWorkspace()]
  const source = await bringSource(ctx, 2)
  const { id } = await create(ctx, { sourceId: source.id, title: 'Mine' })
  const before = JSON.stringify(await getProject(ctx, { id }))
  const attempts = [
    () => getProject(stranger, { id }),
    () => getTranscript(stranger, { id }),
    () => listMoments(stranger, { id }),
    () => renameProject(stranger, { id, title: 'Yours' }),
    () => cancelProject(stranger, { id }),
    () => retryProject(stranger, { id }),
    () => removeProject(stranger, { id }),
    () => restoreProject(stranger, { id }),
    () => create(stranger, { sourceId: source.id }),
    () => watchProject(stranger, { id }, new AbortController().signal).next(),
  ]
  for (const attempt of attempts) await expect(attempt()).rejects.toMatchObject({ code: 'not_found' })
  expect(JSON.stringify(await getProject(ctx, { id }))).toBe(before)
  expect((await list(stranger)).items).toEqual([])
})
