import { createDatabase } from '@/server/db/client'
import { expect, signUp, test, uploadAsOverNetwork } from './fixtures'
import { brokenVideo, hashOf, heavyVideo } from './footage'

test('an upload goes on where it stopped after the server was killed, and arrives to the byte', async ({
  page,
  app,
  complaints,
}) => {
  await signUp(page, app)
  const file = await heavyVideo(300)
  await uploadAsOverNetwork(page)
  await page.goto('/projects/new')
  await page.getByLabel('Choose a video').setInputFiles(file)
  await expect(page.getByText(/[1-9]\d?\s?%/)).toBeVisible({ timeout: 30_000 })
  await app.web.kill()
  await expect(page.getByText('No connection. Trying again')).toBeVisible({ timeout: 30_000 })
  await app.web.start()
  await expect(page.getByText('All here')).toBeVisible({ timeout: 120_000 })
  // The browser reports the connections that the kill cut, and that the server was still starting; anything else is an error. A second upload,
  // which would begin at the first byte, is none of it.
  const expected = /ERR_(CONNECTION|EMPTY|SOCKET|INCOMPLETE|NETWORK)|status of 503 .*\/api\/uploads\/[\w-]+\)$/
  expect(complaints.filter((text) => !expected.test(text))).toEqual([])
  complaints.length = 0

  const database = createDatabase({ url: app.databaseUrl, max: 1 })
  const source = await database.db.source.findFirstOrThrow({ orderBy: { id: 'desc' } })
  await database.close()
  expect(source.contentHash).toBe(await hashOf(file))
})

test('a closed tab loses nothing: the same file goes on where it was', async ({ page, app, context }) => {
  await signUp(page, app)
  const file = await heavyVideo(300)
  await uploadAsOverNetwork(page)
  await page.goto('/projects/new')
  await page.getByLabel('Choose a video').setInputFiles(file)
  await expect(page.getByText(/[1-9]\d?\s?%/)).toBeVisible({ timeout: 30_000 })
  await page.close()

  const again = await context.newPage()
  await again.goto(`${app.url}/projects/new`)
  await expect(again.getByText(/heavy-300\.mkv/).first()).toBeVisible()
  await again
    .getByLabel(/Choose/)
    .first()
    .setInputFiles(file)
  await expect(again.getByText(/went on from where it stopped|All here/).first()).toBeVisible()
  await expect(again.getByText('All here')).toBeVisible({ timeout: 120_000 })
})

test('a file that is no video is refused with its reason, and nothing can be started with it', async ({
  page,
  app,
}) => {
  await signUp(page, app)
  await page.goto('/projects/new')
  await page.getByLabel('Choose a video').setInputFiles(await brokenVideo())
  await expect(page.getByText(/of no kind that can be read here/).first()).toBeVisible({
    timeout: 60_000,
  })
  await expect(page.getByRole('button', { name: /^Cut/ })).toBeDisabled()
})
