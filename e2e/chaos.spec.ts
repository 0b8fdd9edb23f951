import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { createDatabase } from '@/server/db/client'
import { expect, test, uploadAsOverNetwork } from './fixtures'
import { talkingVideo } from './footage'
import { type RunningApp, startApp } from './running-app'
import { clipsWaitMs, expectStage, openFirstClip, startProject, waitForReady } from './studio'

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

    await expectStage(page, 'Listening to what is said')
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

/** A project of the person of that session that was queued a minute ago, while no worker is there to begin with it. */
const queueProject = async ({ databaseUrl }: RunningApp): Promise<string> => {
  const { db, close } = createDatabase({ url: databaseUrl, max: 1 })
  try {
    const { userId, workspaceId } = await db.membership.findFirstOrThrow()
    const { id } = await db.project.create({
      data: {
        workspaceId,
        createdById: userId,
        title: 'A talk that waits',
        settings: {},
        status: 'queued',
        attempt: 1,
        queuedAt: new Date(Date.now() - 60_000),
      },
    })
    return id
  } finally {
    await close()
  }
}

test('PostgreSQL dies and freezes under somebody at work, with no worker about: pages say so and come back by themselves, an upload waits, what is queued can be cancelled', async ({
  page,
  complaints,
}) => {
  const app = await startApp({ withOwnServices: true, withWorker: false })
  const { services } = app
  if (services === null) throw new Error('This run was to have its own servers.')
  try {
    await page.goto(`${app.url}/sign-in`)
    await page.getByRole('button', { name: 'Open the demo account' }).click()
    await page.waitForURL(/\/projects/)

    await test.step('nobody takes what is queued', async () => {
      await page.goto(`${app.url}/projects/${await queueProject(app)}`)
      await expect(page.getByRole('heading', { name: 'Queued: processing is delayed' })).toBeVisible()
      await expect(page.getByText('Number 1 in line.')).toBeVisible()
      await page.getByRole('button', { name: 'Cancel' }).click()
      // Nothing was taken for it, so nothing is asked.
      await expect(page.getByText('You cancelled the work')).toBeVisible()
    })

    await test.step('killed: a page that is opened, at once and later', async () => {
      await services.killPostgres()
      await page.goto(`${app.url}/projects`)
      await expect(page.getByRole('heading', { name: 'We’ll be right back' })).toBeVisible()
      await expect.poll(async () => (await page.request.get(`${app.url}/health/ready`)).status()).toBe(503)
      expect((await page.goto(`${app.url}/settings`))?.status()).toBe(503)
      await expect(page.getByRole('heading', { name: 'We’ll be right back' })).toBeVisible()
      await page.goto(app.url)
      await expect(page.getByRole('heading', { name: 'Bring the hour. Leave with the clips.' })).toBeVisible()
      await page.goto(`${app.url}/projects`)
      await services.startPostgres()
      await expect(page.getByText('A talk that waits')).toBeVisible({ timeout: 30_000 })
    })

    await test.step('frozen: a page that is asked for in that moment', async () => {
      await services.freezePostgres()
      await page.goto(`${app.url}/projects`)
      await expect(page.getByRole('heading', { name: 'We’ll be right back' })).toBeVisible({ timeout: 30_000 })
      services.thawPostgres()
      await expect(page.getByText('A talk that waits')).toBeVisible({ timeout: 30_000 })
    })

    await test.step('frozen: a page that is open, and its upload', async () => {
      const file = path.join(app.dataDir, 'noise.mp4')
      await writeFile(file, randomBytes(150 * 1024 ** 2))
      const network = await uploadAsOverNetwork(page)
      await page.goto(`${app.url}/projects/new`)
      await page.getByLabel('Choose a video').setInputFiles(file)
      await expect(page.getByText(/[1-9]\d?\s?%/)).toBeVisible({ timeout: 30_000 })
      await services.freezePostgres()
      await expect(page.getByText('No connection. Trying again')).toBeVisible({ timeout: 30_000 })
      await page.getByRole('link', { name: 'Settings' }).first().click()
      services.thawPostgres()
      await network.atFullSpeed()
      await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible({ timeout: 60_000 })
      await page.goBack()
      await expect(page.getByText('Checking what arrived')).toBeVisible({ timeout: 60_000 })
    })
    // What the browser says of requests that were refused is what was asked for here (441: a page could not be drawn); a fault of the page is not.
    expect(complaints.filter((text) => !/ERR_|50[0-9]|Failed to load resource|React error #441/.test(text))).toEqual([])
    // A page that is open goes on asking, also while the server ends.
    await page.goto('about:blank')
    complaints.length = 0
  } finally {
    services.thawPostgres()
    await app.stop()
  }
})
