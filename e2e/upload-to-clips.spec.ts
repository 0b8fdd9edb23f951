import { expect, signUp, test } from './fixtures'
import { probe, talkingVideo } from './footage'
import { clipsWaitMs, expectStage, openFirstClip, startProject, waitForReady } from './studio'

test.describe.configure({ timeout: 2 * clipsWaitMs })

test('a talk goes in and a clip comes out: signed up by mail, watched at work, played, downloaded, renamed, removed and brought back', async ({
  page,
  app,
}) => {
  await signUp(page, app)
  const projectId = await startProject(page, await talkingVideo())

  await expectStage(page, 'Listening to what is said')
  await expect(page.getByLabel('Progress')).toContainText(/\d+%|less than a minute|about/)
  await waitForReady(page)

  await openFirstClip(page)
  const video = page.locator('video').first()
  await page.getByRole('button', { name: 'Play' }).first().click()
  await expect.poll(() => video.evaluate((element: HTMLVideoElement) => element.currentTime)).toBeGreaterThan(1)
  expect(await video.evaluate((element: HTMLVideoElement) => element.videoWidth)).toBe(1080)

  const coming = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Download MP4' }).click()
  const download = await coming
  expect(download.suggestedFilename()).toMatch(/\.mp4$/)
  const file = probe(await download.path())
  expect(file).toMatchObject({ codecs: ['aac', 'h264'], widthPx: 1080, heightPx: 1920 })
  const shownS = await video.evaluate((element: HTMLVideoElement) => element.duration)
  expect(Math.abs(file.durationS - shownS)).toBeLessThan(0.1)

  await page.getByRole('button', { name: 'Rename clip' }).click()
  await page.getByRole('textbox', { name: 'Rename clip' }).fill('The one to post')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1 })).toContainText('The one to post')
  // Shown before it is done: a page that is drawn meanwhile may still have the old one.
  await expect(page.getByText('Clip renamed')).toBeVisible()
  await page.reload()
  await expect(page.getByRole('heading', { level: 1 })).toContainText('The one to post')

  await page.getByRole('button', { name: 'More', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Remove clip' }).click()
  const restored = page.waitForResponse(/\/api\/trpc\/clip\.restore/)
  await page.getByRole('button', { name: 'Undo' }).click()
  expect((await restored).status()).toBe(200)
  await page.waitForURL(/\/clips\/[0-9a-f-]{36}$/)

  await page.goto(`/projects/${projectId}`)
  await expect(page.getByText('The one to post').first()).toBeVisible()
  await page.getByRole('button', { name: 'More', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Remove project' }).click()
  await page.waitForURL(/\/projects$/)
  await expect(page.getByText('No projects yet')).toBeVisible()
})

test('a laptop is closed and the server killed; started again, the clips are there', async ({ page, app, context }) => {
  const address = await signUp(page, app)
  const projectId = await startProject(page, await talkingVideo())
  await expectStage(page, 'Listening to what is said')
  await page.close()
  await Promise.all([app.web.kill(), app.worker.kill()])
  await Promise.all([app.web.start(), app.worker.start()])

  const later = await context.newPage()
  await later.goto(`${app.url}/projects/${projectId}`)
  await waitForReady(later)
  await openFirstClip(later)
  await later.getByRole('button', { name: 'Play' }).first().click()
  await expect
    .poll(() =>
      later
        .locator('video')
        .first()
        .evaluate((element: HTMLVideoElement) => element.currentTime),
    )
    .toBeGreaterThan(0.5)
  await expect
    .poll(async () => (await app.mailsTo(address)).map(({ subject }) => subject), { timeout: 60_000 })
    .toContainEqual(expect.stringMatching(/^\d+ clips? from/))
})
