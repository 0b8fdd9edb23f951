import type { Route } from '@playwright/test'
import { shedAnswer } from '@/server/platform/guard/shed-answer'
import { expect, signUp, test } from './fixtures'
import { seedFinished } from './seeded'

test('a page and what it reads, turned away by a busy server, come by themselves: the browser’s word for it is no complaint', async ({
  page,
  app,
}) => {
  await seedFinished(app, await signUp(page, app))
  const said: string[] = []
  page.on('console', (message) => message.type() === 'error' && said.push(message.text()))
  const turnAway = (route: Route) => route.fulfill(shedAnswer(route.request().headers().accept ?? '', () => 0))

  await page.route(/\/projects$/, turnAway, { times: 1 })
  expect((await page.goto('/projects'))?.status()).toBe(503)
  const project = page.getByRole('link', { name: /^Why most gardens fail/ })
  await expect(project).toBeVisible()

  await page.route(/\/api\/trpc\/project\.list/, turnAway, { times: 1 })
  await page.getByRole('combobox', { name: 'Status' }).click()
  await page.getByRole('option', { name: 'Failed' }).click()
  await expect(project).toHaveCount(0)
  expect(said).toEqual([expect.stringContaining('status of 503'), expect.stringContaining('status of 503')])
})
