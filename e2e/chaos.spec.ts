import { createDatabase } from '@/server/db/client'
import { expect, test } from './fixtures'
import { talkingVideo } from './footage'
import { type RunningApp, startApp } from './running-app'
import { clipsWaitMs, openFirstClip, startProject, waitForReady } from './studio'

test.describe.configure({ timeout: 2 * clipsWaitMs })

/** Every clip once, whole, in a state of its own; no work left over; the ledger agrees with itself. */
const expectAllOnce = async (app: RunningApp, projectId: string) => {
  const { db, close } = createDatabase({ url: app.databaseUrl, max: 1 })
  try {
    const project = await db.project.findUniqueOrThrow({
      where: { id: projectId },
      include: { clips: { include: { renders: true } }, stages: true, workspace: { include: { credits: true } } },
    })
    expect(project.status).toBe('ready')
    expect(project.clips.length).toBeGreaterThan(0)
    expect(new Set(project.clips.map(({ startMs, endMs }) => `${startMs}-${endMs}`)).size).toBe(project.clips.length)
    expect(project.clips.flatMap(({ renders }) => renders.map(({ state }) => state))).toEqual(
      project.clips.map(() => 'ready'),
    )
    expect(project.stages.map(({ state }) => state).filter((state) => state === 'running')).toEqual([])
    const { credits, creditBalance } = project.workspace
    expect(credits.reduce((sum, { amount }) => sum + amount, 0)).toBe(creditBalance)
    expect(credits.filter(({ kind }) => kind === 'settle')).toHaveLength(1)
  } finally {
    await close()
  }
}

test('PostgreSQL, Redis and the web server are killed while a talk is clipped; each comes back and the clips are there, once', async ({
  page,
  complaints,
}) => {
  const app = await startApp({ withOwnServices: true })
  const { services } = app
  if (services === null) throw new Error('This run was to have its own servers.')
  try {
    await page.goto(`${app.url}/sign-in`)
    await page.getByRole('button', { name: 'Open the demo account' }).click()
    await page.waitForURL(/\/projects/)
    const projectId = await startProject(page, await talkingVideo(), app.url)

    await expect(page.getByLabel('Progress')).toContainText('Listening to what is said')
    await services.killRedis()
    await services.killPostgres()
    await services.startPostgres()
    await services.startRedis()
    await app.web.kill()
    await app.web.start()

    await waitForReady(page)
    await openFirstClip(page)
    await page.getByRole('button', { name: 'Play' }).first().click()
    const video = page.locator('video').first()
    await expect.poll(() => video.evaluate((element: HTMLVideoElement) => element.currentTime)).toBeGreaterThan(0.5)
    await expectAllOnce(app, projectId)
    // What the browser says of requests that met a dead server is what was asked for here; a fault of the page is not.
    expect(complaints.filter((text) => !/ERR_|50[0-9]|Failed to load resource/.test(text))).toEqual([])
    complaints.length = 0
  } finally {
    await app.stop()
  }
})
