import type { Page, Request } from '@playwright/test'
import { expect, letIn, signUp, test } from './fixtures'
import { talkingVideo } from './footage'
import { seedWorking, withDatabase } from './seeded'
import { startProject } from './studio'

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
  const balance = page.getByRole('link', { name: /credits left/ })
  const before = (await balance.getAttribute('aria-label')) ?? ''
  const projectId = await startProject(page, await talkingVideo())
  await expect(balance).not.toHaveAccessibleName(before)
  const input = encodeURIComponent(JSON.stringify({ json: { id: projectId } }))
  const read = await letIn(() => stranger.request.get(`/api/trpc/project.get?input=${input}`))
  expect(read.status()).toBe(404)
  const cancelled = await letIn(() =>
    stranger.request.post('/api/trpc/project.cancel', {
      data: { json: { id: projectId } },
      headers: { origin: app.url },
    }),
  )
  expect(cancelled.status()).toBe(404)

  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByText(/No clip is finished yet: \d+ credits? go(es)? back to your balance/)).toBeVisible()
  await page.getByRole('button', { name: 'Cancel the work' }).click()
  await expect(page.getByText('You cancelled the work')).toBeVisible({ timeout: 30_000 })
  // On the page that stands there, not only on the next.
  await expect(balance).toHaveAccessibleName(before)

  await stranger.goto('/projects')
  await expect(stranger.getByText('No projects yet')).toBeVisible()
  await stranger.goto(`/projects/${projectId}`)
  await expect(stranger.getByText('There is no such project')).toBeVisible()
  await stranger.context().close()
})

test('a session is ended unless that is undone, at the latest when the page is left', async ({
  page,
  app,
  browser,
}) => {
  const address = await signUp(page, app)
  const elsewhere = await (await browser.newContext({ baseURL: app.url })).newPage()
  await signUp(elsewhere, app, address)
  await page.goto('/settings/sessions')
  const end = page.getByRole('button', { name: /^End the session of/ })
  await end.click()
  await expect(end).toBeHidden()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(end).toBeVisible()
  await elsewhere.goto('/settings')
  await expect(elsewhere).toHaveURL(/\/settings/)

  await end.click()
  await expect(end).toBeHidden()
  await page.goto('/projects')
  await expect.poll(async () => (await elsewhere.request.get('/api/trpc/account.me')).status()).toBe(401)
  await elsewhere.context().close()
})

test('a tab that nobody looks at keeps no connection, and catches up when it is looked at', async ({ page, app }) => {
  const { projectId } = await seedWorking(app, await signUp(page, app))
  const opened: string[] = []
  const ended: string[] = []
  const isStream = (request: Request) => request.url().includes('/project.watch')
  page.on('request', (request) => isStream(request) && opened.push(request.url()))
  const onEnd = (request: Request) => isStream(request) && ended.push(request.url())
  page.on('requestfinished', onEnd)
  page.on('requestfailed', onEnd)
  await page.goto(`/projects/${projectId}`)
  await expect.poll(() => opened.length - ended.length).toBe(1)

  await look(page, false)
  await expect.poll(() => opened.length - ended.length).toBe(0)
  const title = 'Renamed while nobody looked'
  await withDatabase(app, (db) => db.project.update({ where: { id: projectId }, data: { title } }))
  await look(page, true)
  await expect.poll(() => opened.length - ended.length).toBe(1)
  await expect(page.getByRole('heading', { name: title })).toBeVisible()
})

/** As when another tab comes to the front, or this one does again. */
const look = (page: Page, isSeen: boolean) =>
  page.evaluate((seen) => {
    Object.defineProperty(document, 'hidden', { value: !seen, configurable: true })
    Object.defineProperty(document, 'visibilityState', { value: seen ? 'visible' : 'hidden', configurable: true })
    document.dispatchEvent(new Event('visibilitychange'))
  }, isSeen)
