import { afterAll, beforeAll, expect, test } from 'vitest'
import type { WorkspaceContext } from '@/server/context'
import { openTestApp, type TestApp } from '@/server/testing/app-context'
import { getProject } from './index'

let app: TestApp
let ctx: WorkspaceContext
beforeAll(async () => {
  app = await openTestApp()
  ctx = (await app.signIn()).workspace
  app.advance(0)
})
afterAll(() => app.close())

const bring = async (status: 'queued' | 'working', at: Date) =>
  (
    await ctx.db.project.create({
      data: {
        workspaceId: ctx.workspaceId,
        createdById: ctx.user.id,
        title: 'A talk',
        settings: { minS: 15, maxS: 60 },
        status,
        attempt: 1,
        queuedAt: at,
        heartbeatAt: status === 'working' ? at : null,
      },
    })
  ).id
const queueOf = async (id: string) => (await getProject(ctx, { id })).queue
const now = () => new Date(ctx.clock.now())

test('what waits behind others is in line, not delayed, for as long as a worker’s heart beats', async () => {
  const working = await bring('working', now())
  const id = await bring('queued', now())
  expect(await queueOf(id)).toEqual({ position: 1, isDelayed: false })
  app.advance(20 * 60_000)
  await ctx.db.project.update({ where: { id: working }, data: { heartbeatAt: now() } })
  expect(await queueOf(id)).toEqual({ position: 1, isDelayed: false })
  app.advance(31_000)
  expect(await queueOf(id)).toEqual({ position: 1, isDelayed: true })
})
