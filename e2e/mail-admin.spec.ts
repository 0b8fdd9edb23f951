import { expect, expectAccessible, expectToFit, letIn, signUp, test } from './fixtures'

test('an operator finds out what became of a person’s mail, looks at letters with their data and sends a test; nobody else gets in', async ({
  page,
  app,
  browser,
}) => {
  const other = await browser.newPage({ baseURL: app.url })
  const address = await signUp(other, app)
  for (const path of ['/admin/mail', '/admin/mail/templates'])
    expect((await letIn(() => other.request.get(path))).status()).toBe(404)
  await other.close()

  await page.goto('/sign-in')
  await page.getByRole('button', { name: /demo/i }).click()
  await page.waitForURL(/\/projects/)
  await page.goto('/admin/mail')
  await expect(page.getByRole('heading', { name: 'Whose mail?' })).toBeVisible()
  await page.getByRole('searchbox', { name: 'Search an address' }).fill(address.slice(2, 20))
  await page.getByRole('button', { name: address }).click()
  await expect(page).toHaveURL(/address=/)
  await expect(page.getByRole('row', { name: /Your link to sign in/ })).toContainText('Sent')
  await expect(page.getByRole('row', { name: /Welcome to ClipForge/ })).toBeVisible()
  await expectAccessible(page)

  await page.getByRole('link', { name: 'See letters with their data' }).click()
  await page.waitForURL(/\/templates\?/)
  await expect(page.getByText(`With what ${address} has`)).toBeVisible()
  await page.getByRole('button', { name: 'credits-low' }).click()
  await expect(page.getByRole('heading', { name: /^\d+ credits left in / })).toBeVisible()
  await page.getByRole('radio', { name: 'Plain text' }).click()
  await expect(page.getByText('80% used')).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Send a test to me' }).click()
  await expect(page.getByText('Test sent')).toBeVisible()
  const tests = (await app.mailsTo('demo@clipforge.localhost')).filter(({ subject }) => subject.startsWith('Test: '))
  expect(tests.map(({ subject }) => subject)).toEqual([expect.stringMatching(/^Test: \d+ credits left in /)])

  // A still that the frame may not show would be a complaint of the console.
  await page.goto('/admin/mail/templates?template=weekly-summary')
  await expect(page.frameLocator('iframe').getByText('Best clip of the week')).toBeVisible()
  const still = await letIn(() => page.request.get('/mail-samples/1.jpg'))
  expect(still.headers()['cross-origin-resource-policy']).toBe('cross-origin')

  for (const width of [360, 768, 1440])
    for (const path of [`/admin/mail?address=${encodeURIComponent(address)}`, '/admin/mail/templates']) {
      await page.setViewportSize({ width, height: 900 })
      await page.goto(path)
      await expect(page.getByRole('heading', { level: 2 }).first()).toBeVisible()
      await expectToFit(page, `${path} at ${width} px`)
    }
})
