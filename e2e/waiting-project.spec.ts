import type { Page } from '@playwright/test'
import { expect, signUp, test, untilPartIsKept, uploadAsOverNetwork } from './fixtures'
import { heavyVideo } from './footage'
import { withDatabase } from './seeded'

/** Starts a project while its video is still being sent; ends on the project's page. Returns the network, which is slow until it is told otherwise. */
const startWhileSending = async (page: Page, file: string) => {
  const network = await uploadAsOverNetwork(page)
  await page.goto('/projects/new')
  await page.getByLabel('Choose a video').setInputFiles(file)
  await expect(page.getByText(/[1-9]\d?\s?%/)).toBeVisible({ timeout: 30_000 })
  await page.getByRole('button', { name: /^Cut/ }).click()
  await page.waitForURL(/\/projects\/[0-9a-f-]{36}$/)
  return network
}

test('a project that waits for its video shows how it comes, pauses it, and takes the same file again after a reload', async ({
  page,
  app,
}) => {
  await signUp(page, app)
  const file = await heavyVideo(600)
  const network = await startWhileSending(page, file)
  const progress = page.getByLabel('Progress', { exact: true })
  await expect(progress.getByText('Sending the video')).toBeVisible()
  await expect(progress.getByText('Keep this tab open until the video is here.')).toBeVisible()
  await progress.getByRole('button', { name: 'Pause the upload' }).click()
  await expect(progress.getByText('The upload is paused')).toBeVisible()
  await progress.getByRole('button', { name: 'Go on with the upload' }).click()
  await expect(progress.getByText('Sending the video')).toBeVisible()
  await untilPartIsKept(page)

  await page.reload()
  await expect(progress.getByText('Not arriving at the moment')).toBeVisible()
  await progress.getByLabel('Choose the same file').setInputFiles(await heavyVideo(30))
  await expect(page.getByText('That is another file')).toBeVisible()
  await progress.getByLabel('Choose the same file').setInputFiles(file)
  await expect(progress.getByText('Sending the video')).toBeVisible()
  await network.atFullSpeed()
  // Said as soon as all of it is here; once the clips are there, nothing of this is shown any more.
  await expect(progress.getByText('You can close this page')).toBeVisible({ timeout: 240_000 })
  await expect(page.getByRole('heading', { name: 'Waiting for the video' })).toBeHidden({ timeout: 240_000 })
  // It went on with what was there: no second upload was begun.
  expect(await withDatabase(app, (db) => db.upload.count({ where: { fileName: 'heavy-600.mkv' } }))).toBe(1)
})

test('cancelling a project that waits asks, stops its upload, and says that nothing of the video was kept', async ({
  page,
  app,
}) => {
  await signUp(page, app)
  await startWhileSending(page, await heavyVideo(300))
  const asksOnLeaving = () =>
    page.evaluate(() => !window.dispatchEvent(new Event('beforeunload', { cancelable: true })))
  expect(await asksOnLeaving()).toBe(true)
  await page.getByRole('button', { name: 'Cancel', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Cancel the work?' })
  await expect(dialog).toContainText('the upload stops and nothing of it is kept')
  await dialog.getByRole('button', { name: 'Cancel the work' }).click()
  await expect(page.getByText('Nothing of the video was kept, and nothing was charged.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Start again' })).toHaveCount(0)
  expect(await asksOnLeaving()).toBe(false)
  const last = { where: { fileName: 'heavy-300.mkv' }, orderBy: { id: 'desc' } } as const
  expect((await withDatabase(app, (db) => db.upload.findFirstOrThrow(last))).state).toBe('cancelled')
  await page.getByRole('main').getByRole('link', { name: 'New project' }).click()
  await expect(page.getByRole('heading', { name: 'Drop a video here' })).toBeVisible()
})

test('a link that was pasted is still there beside a video that was brought, and after a refusal', async ({
  page,
  app,
  complaints,
}) => {
  await signUp(page, app)
  const address = 'https://localhost/talk.mp4'
  await page.goto(`/projects/new?link=${encodeURIComponent(address)}`)
  await page.getByLabel('Choose a video').setInputFiles(await heavyVideo(30))
  await expect(page.getByText('More videos get the same settings.')).toBeVisible()
  const field = page.getByLabel('Link to a video')
  await expect(field).toHaveValue(address)
  await page.getByRole('button', { name: 'Fetch it' }).click()
  await expect(page.getByText('The link could not be used')).toBeVisible()
  await expect(field).toHaveValue(address)
  // The browser itself says of a refusal that it was one.
  expect(complaints.every((text) => /status of 4\d\d .*upload\.importLink/.test(text))).toBe(true)
  complaints.length = 0
})
