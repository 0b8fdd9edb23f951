import { door } from '@/server/testing/door'
import { expect, newAddress, signInLink, signUp, test } from './fixtures'
import { seedFinished } from './seeded'

test('somebody invited as a viewer watches and downloads, and finds no button that would be refused; made an editor, they find them', async ({
  page,
  app,
  browser,
}) => {
  const { projectId, readyId, failedId } = await seedFinished(app, await signUp(page, app))
  const guestAddress = newAddress('guest')
  await page.goto('/settings/members')
  await page.getByLabel('Email').fill(guestAddress)
  await page.getByRole('combobox', { name: 'Role', exact: true }).click()
  await page.getByRole('option', { name: /^Viewer/ }).click()
  await page.getByRole('button', { name: 'Send invitation' }).click()
  await expect(page.getByText('Invitation sent')).toBeVisible()
  await expect.poll(async () => (await app.mailsTo(guestAddress)).length).toBe(1)
  const [mail] = await app.mailsTo(guestAddress)
  const invitation = /https?:\/\/\S+\/invite\/\S+/.exec(mail?.text ?? '')?.[0] ?? ''

  const guest = await (await browser.newContext({ baseURL: app.url })).newPage()
  await guest.goto(invitation)
  await guest.getByRole('link', { name: 'Sign in to join' }).click()
  await guest.getByLabel(/email/i).fill(guestAddress)
  await guest.getByRole('button', { name: /email me|send|continue/i }).click()
  await expect.poll(async () => (await app.mailsTo(guestAddress)).length).toBe(2)
  await guest.goto(await signInLink(app, guestAddress))
  const scripts = /\/_next\/static\/.*\.js/
  const arrival = door()
  await guest.route(scripts, (route) => arrival.opened.then(() => route.continue()))
  await guest.getByRole('button', { name: /sign in/i }).click()
  // Pressed before the code of the page is there, it is done once it is.
  await guest.getByRole('button', { name: /^Join / }).click()
  arrival.open()
  await guest.waitForURL(/\/projects$/)
  await guest.unroute(scripts)

  await test.step('a viewer', async () => {
    await expect(guest.getByRole('link', { name: /^Why most gardens fail/ })).toBeVisible()
    await expect(guest.getByRole('link', { name: /^New/ })).toHaveCount(0)
    await expect(guest.getByRole('button', { name: /^More for/ })).toHaveCount(0)
    await guest.goto('/projects/new')
    await expect(guest.getByRole('heading', { level: 1 })).toBeVisible()
    await expect(guest.getByText('Choose a video')).toHaveCount(0)
    await guest.goto(`/projects/${projectId}?tab=left-out`)
    await expect(guest.getByRole('button', { name: 'Details' })).toBeVisible()
    for (const name of [/^Rename/, /^More$/, 'Cut it anyway'])
      await expect(guest.getByRole('button', { name })).toHaveCount(0)
    await guest.goto(`/clips/${failedId}?tab=files`)
    await expect(guest.getByText('As a viewer you watch and download.')).toBeVisible()
    for (const name of [/^Rename/, /^More$/, 'Try again', /^Render/])
      await expect(guest.getByRole('button', { name })).toHaveCount(0)
    await guest.goto(`/clips/${readyId}`)
    const coming = guest.waitForEvent('download')
    await guest.getByRole('link', { name: 'Download MP4' }).click()
    expect((await coming).suggestedFilename()).toMatch(/\.mp4$/)
  })

  await page.reload()
  await page.getByRole('combobox', { name: /^Role of guest/ }).click()
  await page.getByRole('option', { name: /^Editor/ }).click()
  await expect(page.getByText('Role changed')).toBeVisible()
  await guest.goto(`/projects/${projectId}?tab=left-out`)
  await expect(guest.getByRole('button', { name: 'Cut it anyway' })).toBeEnabled()
  await expect(guest.getByRole('link', { name: /^New/ }).first()).toBeVisible()
  await guest.context().close()
})

test('a session is ended from another browser, and a link into the own network is refused with its reason', async ({
  page,
  app,
  browser,
  complaints,
}) => {
  const address = await signUp(page, app)
  const other = await (await browser.newContext({ baseURL: app.url })).newPage()
  await signUp(other, app, address)
  await page.goto('/settings/sessions')
  await page.getByRole('button', { name: /^End the session of/ }).click()
  await expect(page.getByText(/^Signing out /)).toBeVisible()
  // Whoever leaves the page has no Undo any more.
  await page.goto('/projects/new')
  const whereOtherIs = async () => {
    await other.goto('/projects')
    return other.url()
  }
  await expect.poll(whereOtherIs).toMatch(/\/sign-in/)
  await other.context().close()

  await page.getByRole('textbox', { name: 'Link to a video' }).fill('https://127.0.0.1/a.mp4')
  await page.getByRole('button', { name: 'Fetch it' }).click()
  await expect(page.getByText('not on the public internet')).toBeVisible()
  // The browser's own word for a request that was refused.
  expect(complaints.filter((text) => !/422 .*upload\.importLink/.test(text))).toEqual([])
  complaints.length = 0
})
