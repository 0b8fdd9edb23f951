import { expect, signUp, test } from './fixtures'
import { talkingVideo } from './footage'
import { expectStage, startProject } from './studio'

test('two workspaces do not see each other: not in lists, not by address, not by procedure; work that is cancelled gives its credits back', async ({
  page,
  app,
  browser,
}) => {
  // Both before the work begins, which must not be over when it is cancelled.
  const stranger = await (await browser.newContext({ baseURL: app.url })).newPage()
  await signUp(stranger, app)
  await expect(stranger.getByText('No projects yet')).toBeVisible()
  await signUp(page, app)
  const before = await page
    .getByText(/\d+\s*credits/)
    .first()
    .textContent()
  const projectId = await startProject(page, await talkingVideo())
  await expectStage(page, 'Listening to what is said')

  await stranger.goto('/projects')
  await expect(stranger.getByText('No projects yet')).toBeVisible()
  await stranger.goto(`/projects/${projectId}`)
  await expect(stranger.getByText('There is no such project')).toBeVisible()
  const input = encodeURIComponent(JSON.stringify({ json: { id: projectId } }))
  const read = await stranger.request.get(`/api/trpc/project.get?input=${input}`)
  expect(read.status()).toBe(404)
  const cancelled = await stranger.request.post('/api/trpc/project.cancel', {
    data: { json: { id: projectId } },
    headers: { origin: app.url },
  })
  expect(cancelled.status()).toBe(404)
  await stranger.context().close()

  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByText('You cancelled the work')).toBeVisible({ timeout: 30_000 })
  await page.goto('/projects')
  await expect(page.getByText(/\d+\s*credits/).first()).toHaveText(before ?? '')
})
