import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { analysisKeys } from '@/server/analysis'
import { renderFileKeys } from '@/server/clips'
import { openTestApp, type TestApp } from '@/server/testing/app-context'
import { addClip, queueProject } from '@/server/testing/project-at-work'
import { purgeObjects } from '.'

let app: TestApp
beforeAll(async () => {
  app = await openTestApp()
})
afterAll(() => app?.close())

test('files of clips and of analysis go after a day when their render or project is no more; a cancelled render keeps its own, and so does what is named otherwise', async () => {
  const ctx = (await app.signIn()).workspace
  const { workspaceId } = ctx
  const { objects } = app.ctx.ports
  const project = await queueProject(ctx)
  const { clipId, renderId } = await addClip(ctx, project, 'queued')
  await ctx.db.render.update({ where: { id: renderId }, data: { state: 'cancelled' } })
  const filesOf = (projectId: string, id: string) => [
    ...Object.values(renderFileKeys(workspaceId, clipId, id)),
    ...Object.values(analysisKeys(workspaceId, projectId)),
  ]
  const kept = [
    ...filesOf(project, renderId),
    `clips/${workspaceId}/${clipId}/main.mp4`,
    `analysis/${workspaceId}/notes`,
  ]
  const lost = filesOf(randomUUID(), randomUUID())
  for (const key of [...kept, ...lost]) await objects.put(key, Buffer.from('x'), { contentType: 'video/mp4' })
  const there = async (keys: readonly string[]) =>
    (await Promise.all(keys.map((key) => objects.stat(key)))).filter(Boolean).length
  app.advance(23 * 3_600_000)
  expect(await purgeObjects(app.ctx)).toMatchObject({ deletedKeys: 0 })
  app.advance(2 * 3_600_000)
  expect(await purgeObjects(app.ctx)).toMatchObject({ deletedKeys: lost.length })
  expect([await there(kept), await there(lost)]).toEqual([kept.length, 0])
})
