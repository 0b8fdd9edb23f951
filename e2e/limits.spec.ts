import { currentWorkspaceId, expect, letIn, newAddress, signUp, test } from './fixtures'
import { brokenVideo } from './footage'

/** What the browser itself says of a refusal, beside what the page says. */
const expectRefusalsOnly = (complaints: string[]) => {
  expect(complaints.every((text) => /status of 429/.test(text))).toBe(true)
  complaints.length = 0
}

test('who asks for too many sign-in links is told how long to wait, and the button comes back by itself', async ({
  page,
  app,
  complaints,
}) => {
  const address = newAddress('eager')
  const ask = async () => {
    await page.goto('/sign-in')
    await page.getByLabel(/email/i).fill(address)
    await page.getByRole('button', { name: 'Email me a link' }).click()
  }
  // All but one at once: what is left to wait is told from the first.
  const form = { headers: { origin: app.url, accept: 'application/json' }, form: { email: address } }
  for (let round = 0; round < 4; round++)
    expect((await letIn(() => page.request.post('/api/auth/signin/email', form))).status()).toBe(200)
  await ask()
  await expect(page).toHaveURL(/check-mail/)
  await page.clock.install()
  await ask()
  await expect(page.getByText('Too many links were asked for.')).toBeVisible()
  const counting = page.getByRole('button', { name: /^Again in [23] min/ })
  await expect(counting).toBeDisabled()
  await page.clock.fastForward(60_000)
  await expect(page.getByRole('button', { name: /^Again in [12] min/ })).toBeDisabled()
  await page.clock.fastForward(3 * 60_000)
  await expect(page.getByRole('button', { name: 'Email me a link' })).toBeEnabled()
  expectRefusalsOnly(complaints)
})

test('a button whose deed was refused for its frequency counts down and comes back; what was typed stays', async ({
  page,
  app,
  complaints,
}) => {
  await signUp(page, app)
  const workspaceId = await currentWorkspaceId(page)
  const invite = (email: string) =>
    letIn(() =>
      page.request.post('/api/trpc/workspace.invite', {
        headers: { origin: app.url },
        data: { json: { workspaceId, email, role: 'viewer' } },
      }),
    )
  const statuses: number[] = []
  for (let round = 0; round < 20; round++) statuses.push((await invite(newAddress('guest'))).status())
  expect(new Set(statuses)).toEqual(new Set([200]))

  await page.clock.install()
  await page.goto('/settings/members')
  await page.getByLabel('Email').fill('one-more@example.com')
  await page.getByRole('button', { name: 'Send invitation' }).click()
  await expect(page.getByText(/as many invitations as may be sent for now/)).toBeVisible()
  await expect(page.getByRole('button', { name: /^Again in \d/ })).toBeDisabled()
  await expect(page.getByLabel('Email')).toHaveValue('one-more@example.com')
  await page.clock.fastForward(4 * 60_000)
  await expect(page.getByRole('button', { name: 'Send invitation' })).toBeEnabled()
  expectRefusalsOnly(complaints)
})

test('a file chosen after many uploads were begun waits in its row, says how long, and loses nothing', async ({
  page,
  app,
  complaints,
}) => {
  await signUp(page, app)
  const headers = { origin: app.url, 'tus-resumable': '1.0.0', 'upload-length': '1000' }
  for (let round = 0; round < 10; round++)
    expect((await letIn(() => page.request.post('/api/uploads', { headers }))).status()).toBe(201)

  await page.goto('/projects/new')
  await page.getByLabel('Choose a video').setInputFiles(await brokenVideo())
  await expect(page.getByText(/Many uploads were begun\. This one goes on in \d/)).toBeVisible()
  expectRefusalsOnly(complaints)
})
