import { expect, expectAccessible, expectToFit, letIn, signUp, test } from './fixtures'
import { untilLive } from './until-live'

const widths = [360, 768, 1440, 1920]

test('operators see every process and read a chart by keyboard; for the owner of a workspace none of it is there; everybody reads /status', async ({
  page,
  app,
  browser,
}) => {
  await page.goto('/sign-in')
  await page.getByRole('button', { name: /demo/i }).click()
  await page.waitForURL(/\/projects/)
  await untilLive(page)
  await page.getByRole('button', { name: /account of/i }).click()
  await page.getByRole('menuitem', { name: 'Operations' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Operations' })).toBeVisible()
  const processes = page.getByRole('table', { name: 'Processes that speak' })
  await expect(processes).toContainText('web', { timeout: 40_000 })
  await expect(processes).toContainText('worker', { timeout: 40_000 })

  const chart = page.getByRole('slider', { name: /Requests a second/ })
  await chart.focus()
  await page.keyboard.press('Home')
  await expect(chart).toHaveAttribute('aria-valuenow', '0')
  await expect(chart).toHaveAttribute('aria-valuetext', /^\d\d:\d\d: answered /)
  await page.getByText('As a table').first().click()
  await expect(page.getByRole('table', { name: 'Requests a second' })).toBeVisible()

  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await expectAccessible(page)
  }
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 })
    await expectToFit(page, `at ${width} px`)
  }

  const owner = await (await browser.newContext({ baseURL: app.url })).newPage()
  await signUp(owner, app)
  const refused = await letIn(() => owner.request.get('/admin/ops'))
  expect(refused.status()).toBe(404)
  expect(await refused.text()).not.toContain('PostgreSQL')
  const input = encodeURIComponent(JSON.stringify({ json: { window: 'hour' } }))
  expect((await letIn(() => owner.request.get(`/api/trpc/ops.overview?input=${input}`))).status()).toBe(404)
  await owner.goto('/projects')
  await owner.getByRole('button', { name: /account of/i }).click()
  await expect(owner.getByRole('menuitem', { name: 'Settings' })).toBeVisible()
  await expect(owner.getByRole('menuitem', { name: 'Operations' })).toHaveCount(0)
  await owner.context().close()

  const stranger = await (await browser.newContext({ baseURL: app.url })).newPage()
  await stranger.goto('/status')
  await expect(stranger.getByRole('status').getByRole('heading', { level: 1 })).toBeVisible()
  await expect(stranger.getByRole('heading', { name: 'Making clips' })).toBeVisible()
  await expectAccessible(stranger)
  await stranger.context().close()
})
