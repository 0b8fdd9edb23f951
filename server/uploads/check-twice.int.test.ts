import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ServiceContext } from '@/server/context'
import { door } from '@/server/testing/door'
import { lockWaiters } from '@/server/testing/lock-waiters'
import { sha256 } from '@/server/testing/tus-client'
import { openUploadChecks, type UploadChecks } from '@/server/testing/upload-checks'
import { cancelUpload, checkUpload } from '.'

let checks: UploadChecks
beforeAll(async () => {
  checks = await openUploadChecks()
})
afterAll(() => checks?.close())

describe('of two workers that look at the same bytes', () => {
  /** The check's media, which does something else first when the thumbnail is to be made. */
  const doingFirst = (task: () => Promise<unknown>, from: ServiceContext = checks.media.ctx): ServiceContext => {
    let begun: Promise<unknown> | null = null
    const { mediaTool } = from.ports
    const run: typeof mediaTool.run = async (job) => {
      begun ??= task()
      await begun
      return mediaTool.run(job)
    }
    return { ...from, ports: { ...from.ports, mediaTool: { ...mediaTool, run } } }
  }
  const withObjects = (objects: Partial<typeof checks.app.ctx.ports.objects>) => ({
    ...checks.app.ctx,
    ports: { ...checks.app.ctx.ports, objects: { ...checks.app.ctx.ports.objects, ...objects } },
  })
  const keysOf = (workspaceId: string, bytes: Uint8Array) => [
    `sources/${workspaceId}/${sha256(bytes)}.mp4`,
    `thumbnails/${workspaceId}/${sha256(bytes)}.jpg`,
  ]

  test('the later one keeps what the other one has finished: its file and its picture', async () => {
    const who = await checks.app.signIn()
    const ref = await checks.bring(checks.video, { who })
    const seen: unknown[] = []
    const late = doingFirst(async () => seen.push(await checks.check(ref)))
    expect(await checks.check(ref, late)).toEqual(seen[0])
    expect(seen).toMatchObject([{ state: 'ready' }])
    expect(await checks.objectsOf(ref.workspaceId)).toEqual(keysOf(ref.workspaceId, checks.video))
  })

  test('the one from under which they were moved says nothing about them, and finds them when it tries again', async () => {
    const who = await checks.app.signIn()
    const bytes = checks.unique()
    const ref = await checks.bring(bytes, { who })
    const killed = withObjects({ localPath: () => Promise.reject(new Error('killed')) })
    let begun: Promise<void> | null = null
    const sizeOf = async (id: string) => {
      begun ??= expect(checkUpload(killed, checks.media.ctx, ref)).rejects.toThrow('killed')
      await begun
      return checks.app.ctx.ports.intake.sizeOf(id)
    }
    const late = {
      ...checks.app.ctx,
      ports: { ...checks.app.ctx.ports, intake: { ...checks.app.ctx.ports.intake, sizeOf } },
    }
    await expect(checkUpload(late, checks.media.ctx, ref)).rejects.toMatchObject({ code: 'engine_unavailable' })
    expect(await checks.check(ref)).toMatchObject({ state: 'ready' })
    expect(await checks.objectsOf(ref.workspaceId)).toEqual(keysOf(ref.workspaceId, bytes))
  })

  test('one whose upload is cancelled at its end leaves them to the other upload that has put them', async () => {
    const who = await checks.app.signIn()
    const [given, kept] = [await checks.bring(checks.video, { who }), await checks.bring(checks.video, { who })]
    const cancelling = withObjects({
      localPath: async (key) => {
        await cancelUpload(who.workspace, { id: given.uploadId })
        return checks.app.ctx.ports.objects.localPath(key)
      },
    })
    const putting = withObjects({
      localPath: async (key) => {
        expect(await checkUpload(cancelling, checks.media.ctx, given)).toEqual({ state: 'cancelled' })
        return checks.app.ctx.ports.objects.localPath(key)
      },
    })
    // Both have found that there is no such source yet.
    expect(
      await checkUpload(
        putting,
        doingFirst(async () => undefined),
        kept,
      ),
    ).toMatchObject({ state: 'ready' })
    expect(await checks.objectsOf(kept.workspaceId)).toEqual(keysOf(kept.workspaceId, checks.video))
  })

  test('one that would put them while they are being deleted waits for the end of that', async () => {
    const who = await checks.app.signIn()
    const [given, kept] = [await checks.bring(checks.video, { who }), await checks.bring(checks.video, { who })]
    const source = keysOf(given.workspaceId, checks.video)[0] ?? ''
    const [standing, deleting] = [door(), door()]
    let isPut = false
    const putting = withObjects({
      putFile: async (...args) => {
        await checks.app.ctx.ports.objects.putFile(...args)
        isPut = isPut || args[0] === source
      },
    })
    const late = doingFirst(() => {
      standing.open()
      return deleting.opened
    })
    const keeping = checkUpload(putting, late, kept)
    await standing.opened
    const cancelling = withObjects({
      localPath: async (key) => {
        await cancelUpload(who.workspace, { id: given.uploadId })
        return checks.app.ctx.ports.objects.localPath(key)
      },
      delete: async (key) => {
        deleting.open()
        const isAt = async () => isPut || (await lockWaiters(checks.app.database.pool)) === 1
        await expect.poll(isAt).toBe(true)
        await checks.app.ctx.ports.objects.delete(key)
      },
    })
    expect(await checkUpload(cancelling, checks.media.ctx, given)).toEqual({ state: 'cancelled' })
    expect(await keeping).toMatchObject({ state: 'ready' })
    expect(await checks.objectsOf(kept.workspaceId)).toEqual(keysOf(kept.workspaceId, checks.video))
  })
})
