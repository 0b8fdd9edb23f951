import { Inngest } from 'inngest'
import { serve } from 'inngest/edge'
import { expect, test } from 'vitest'
import { createEvents } from '@/server/adapters/events'
import { cancelRender, removeClip } from '@/server/clips'
import { getSummary } from '@/server/credits'
import { readEnv } from '@/server/env'
import { inngestAppId } from '@/server/inngest-options'
import { getProject } from '@/server/projects'
import { applyRunnerSchema, createRunner, embeddedFetch } from '@/server/runner'
import { openTestApp } from '@/server/testing/app-context'
import { addClip, queueProject, workOn } from '@/server/testing/project-at-work'
import { webFunctions } from '../index'

test('with the last clip that was open the project ends, without waiting for a sweep: its credits are no longer reserved', async () => {
  const app = await openTestApp()
  const { pool } = app.database
  await applyRunnerSchema(pool)
  const { workspace } = await app.signIn()
  const events = createEvents(readEnv(), { pool, log: app.ctx.log })
  const ctx = { ...workspace, ports: { ...workspace.ports, events } }
  const inngest = new Inngest({ id: inngestAppId, isDev: true, fetch: embeddedFetch(pool) })
  const functions = webFunctions(inngest, app.ctx).filter((each) => each.id('').endsWith('close-cancelled'))
  const handle = serve({ client: inngest, functions })
  const runner = createRunner({ pool, handlers: [{ appId: inngestAppId, handle }], log: ctx.log })
  await runner.start()
  try {
    const id = await queueProject(ctx)
    await workOn(ctx, id)
    const [first, second] = [await addClip(ctx, id, 'queued'), await addClip(ctx, id, 'queued')]
    expect((await getSummary(ctx)).reserved).toBe(1)
    await cancelRender(ctx, first)
    await removeClip(ctx, { id: second.clipId })
    await expect.poll(() => getProject(ctx, { id }), { timeout: 30_000 }).toMatchObject({ status: 'ready' })
    expect((await getSummary(ctx)).reserved).toBe(0)
  } finally {
    await runner.stop()
    await app.close()
  }
})
