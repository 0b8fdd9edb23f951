import { createDatabase } from '@/server/db/client'
import { expect, signUp, test, untilPartIsKept, uploadAsOverNetwork } from './fixtures'
import { brokenVideo, hashOf, heavyVideo, talkingVideo } from './footage'

test('an upload goes on where it stopped after the server was killed, and arrives to the byte', async ({
  page,
  app,
  complaints,
}) => {
  const email = await signUp(page, app)
  const file = await heavyVideo(300)
  const network = await uploadAsOverNetwork(page)
  await page.goto('/projects/new')
  await page.getByLabel('Choose a video').setInputFiles(file)
  await expect(page.getByText(/[1-9]\d?\s?%/)).toBeVisible({ timeout: 30_000 })
  await untilPartIsKept(page)
  await app.web.kill()
  await expect(page.getByText('No connection. Trying again')).toBeVisible({ timeout: 30_000 })
  await app.web.start()
  await network.atFullSpeed()
  await expect(page.getByText('All here')).toBeVisible({ timeout: 120_000 })
  // The browser reports the connections that the kill cut, and that the server was still starting; anything else is an error.
  const expected = /ERR_(CONNECTION|EMPTY|SOCKET|INCOMPLETE|NETWORK)|status of 503 .*\/api\/uploads\/[\w-]+\)$/
  expect(complaints.filter((text) => !expected.test(text))).toEqual([])
  complaints.length = 0

  const database = createDatabase({ url: app.databaseUrl, max: 1 })
  const { id: userId } = await database.db.user.findUniqueOrThrow({ where: { email } })
  // A second one would have begun at the first byte.
  expect(await database.db.upload.count({ where: { userId } })).toBe(1)
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
  await untilPartIsKept(page)
  await page.close()

  const again = await context.newPage()
  const network = await uploadAsOverNetwork(again)
  await again.goto(`${app.url}/projects/new`)
  await expect(again.getByText(/heavy-300\.mkv/).first()).toBeVisible()
  await again
    .getByLabel(/Choose/)
    .first()
    .setInputFiles(file)
  await expect(again.getByText('went on from where it stopped')).toBeVisible()
  await network.atFullSpeed()
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

test('a server that was away for more than an hour is asked again by itself, and the upload goes on', async ({
  page,
  app,
  complaints,
}) => {
  await signUp(page, app)
  const file = await heavyVideo(300)
  const network = await uploadAsOverNetwork(page)
  await page.clock.install()
  await page.goto('/projects/new')
  await page.getByLabel('Choose a video').setInputFiles(file)
  await expect(page.getByText(/[1-9]\d?\s?%/)).toBeVisible({ timeout: 30_000 })
  const refused = () => page.waitForEvent('requestfailed', (request) => request.url().includes('/api/uploads'))
  const first = refused()
  await app.web.kill()
  await first
  for (let round = 0; round < 250; round++) {
    const next = refused()
    await page.clock.fastForward(15_000)
    await next
  }
  await expect(page.getByText('No connection. Trying again')).toBeVisible()
  await app.web.start()
  await network.atFullSpeed()
  await page.clock.fastForward(15_000)
  await expect(page.getByText('All here')).toBeVisible({ timeout: 120_000 })
  const expected = /ERR_(CONNECTION|EMPTY|SOCKET|INCOMPLETE|NETWORK)|status of 503 /
  expect(complaints.filter((text) => !expected.test(text))).toEqual([])
  complaints.length = 0
})

test('a video that arrived and was not started with is there after a reload with all that was typed, and left out it is gone', async ({
  page,
  app,
}) => {
  await signUp(page, app)
  await page.goto('/projects/new')
  await page.getByLabel('Choose a video').setInputFiles(await talkingVideo())
  await expect(page.getByText('All here')).toBeVisible({ timeout: 60_000 })
  const database = createDatabase({ url: app.databaseUrl, max: 1 })
  const brought = { where: { fileName: 'a talk.mp4' }, orderBy: { id: 'desc' } } as const
  const { sourceId } = await database.db.upload.findFirstOrThrow(brought)
  await page.getByLabel('Title').fill('Why they leave')
  await page.getByLabel('What to look for').fill('stories')

  await page.reload()
  await expect(page.getByText(/All here.* Kept for 3 days/)).toBeVisible()
  await expect(page.getByLabel('Title')).toHaveValue('Why they leave')
  await expect(page.getByLabel('What to look for')).toHaveValue('stories')
  await expect(page.getByRole('button', { name: /^Cut .* credits?$/ })).toBeEnabled()

  const leaveOut = () => page.getByRole('button', { name: 'Leave a talk.mp4 out' }).click()
  await leaveOut()
  await expect(page.getByText('All here')).toBeHidden()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByText('All here')).toBeVisible()
  await leaveOut()
  await expect(page.getByText('All here')).toBeHidden()
  // Whoever leaves the page has decided.
  await page.goto('/settings/storage')
  await expect.poll(() => database.db.source.count({ where: { id: sourceId ?? '' } })).toBe(0)
  await database.close()
  await page.goto('/projects/new')
  await expect(page.getByRole('heading', { name: 'Drop a video here' })).toBeVisible()
})
