import { expect, newAddress, signUp, test } from './fixtures'
import { seedFinished, withDatabase } from './seeded'

const refusals = /status of 401 |net::ERR_INTERNET_DISCONNECTED/
/** The browser's own words for what was refused on purpose. */
const dropRefusals = (complaints: string[]): void => {
  expect(complaints.filter((text) => !refusals.test(text))).toEqual([])
  complaints.length = 0
}

test('a letter typed in a list, a menu or under a dialog is no shortcut, and letters can be turned off', async ({
  page,
  app,
}) => {
  await seedFinished(app, await signUp(page, app))
  await page.goto('/projects')
  // A shortcut asks for its page at once, also where that takes long to come. Links fetch theirs ahead.
  const askedFor: string[] = []
  page.on('request', (request) => {
    const isAhead = 'next-router-prefetch' in request.headers()
    if (!isAhead && new URL(request.url()).pathname === '/projects/new') askedFor.push(request.url())
  })
  await page.getByRole('combobox', { name: 'Order' }).focus()
  await page.keyboard.press('n')
  await page.getByRole('button', { name: /^Account of/ }).press('Enter')
  await expect(page.getByRole('menu')).toBeVisible()
  await page.keyboard.press('n')
  await page.getByRole('menuitem', { name: 'Keyboard shortcuts' }).click()
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  await expect(sheet).toBeVisible()
  await page.keyboard.press('n')
  await sheet.getByRole('switch', { name: 'Keys of one letter or sign' }).click()
  await page.keyboard.press('Escape')
  await expect(sheet).toHaveCount(0)
  await page.keyboard.press('n')
  await page.keyboard.press('?')
  // A chord is no letter.
  await page.keyboard.press('Control+k')
  const palette = page.getByRole('dialog', { name: 'Search and commands' })
  await expect(palette).toBeVisible()
  await page.keyboard.press('Control+k')
  await expect(palette).toHaveCount(0)
  await expect(sheet).toHaveCount(0)
  expect(askedFor).toEqual([])
  await expect(page).toHaveURL(/\/projects$/)

  await page.getByRole('button', { name: /^Account of/ }).press('Enter')
  await page.getByRole('menuitem', { name: 'Keyboard shortcuts' }).click()
  await sheet.getByRole('switch', { name: 'Keys of one letter or sign' }).click()
  await page.keyboard.press('Escape')
  await expect(sheet).toHaveCount(0)
  await page.keyboard.press('n')
  await expect(page).toHaveURL(/\/projects\/new$/)
  expect(askedFor).toHaveLength(1)
})

test('whoever leaves a workspace and goes to another at once has left the one they said', async ({ page, app }) => {
  const address = await signUp(page, app)
  await page.goto('/settings/members')
  await page.getByLabel('Name of the new workspace').fill('Team')
  await page.getByRole('button', { name: 'Create workspace' }).click()
  await expect(page).toHaveURL(/\/projects$/)
  await withDatabase(app, async (db) => {
    const { id: workspaceId } = await db.workspace.findFirstOrThrow({
      where: { name: 'Team', memberships: { some: { user: { email: address } } } },
      select: { id: true },
    })
    await db.user.create({
      data: { email: newAddress('second'), memberships: { create: { workspaceId, role: 'owner' } } },
    })
  })
  await page.goto('/settings/members')
  await page.getByRole('button', { name: 'Leave Team' }).click()
  await expect(page.getByText('Leaving Team', { exact: true })).toBeVisible()
  await page.getByRole('button', { name: /^Workspace: Team/ }).click()
  await page.getByRole('menuitem', { name: /’s workspace|'s workspace/ }).click()
  await expect(page.getByRole('button', { name: /^Workspace: .*s workspace/ })).toBeVisible()
  await expect(page).toHaveURL(/\/projects$/)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  const names = await withDatabase(app, (db) =>
    db.workspace.findMany({ where: { memberships: { some: { user: { email: address } } } }, select: { name: true } }),
  )
  expect(names.map(({ name }) => name)).toEqual([expect.stringContaining('s workspace')])
})

test('a page whose session has ended says so and leads to the door and back; one without a connection says that, until it is back', async ({
  page,
  app,
  complaints,
}) => {
  const address = await signUp(page, app)
  await page.goto('/settings')
  await page.getByLabel('Name').fill('Somebody')
  await page.context().setOffline(true)
  const offline = page.getByText('You are offline.')
  await expect(offline).toBeVisible()
  await page.context().setOffline(false)
  await expect(offline).toHaveCount(0)

  await withDatabase(app, (db) => db.session.deleteMany({ where: { user: { email: address } } }))
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('You are signed out')).toBeVisible()
  await page.getByRole('link', { name: 'Sign in' }).click()
  await expect(page).toHaveURL(/\/sign-in\?next=%2Fsettings$/)
  dropRefusals(complaints)
})

test('an invitation opened by somebody else says for whom it is, and lets them come back as that one', async ({
  page,
  app,
}) => {
  await signUp(page, app)
  const guest = newAddress('guest')
  await page.goto('/settings/members')
  await page.getByLabel('Email').fill(guest)
  await page.getByRole('button', { name: 'Send invitation' }).click()
  await expect.poll(async () => (await app.mailsTo(guest)).length).toBe(1)
  const [mail] = await app.mailsTo(guest)
  await page.goto(/https?:\/\/\S+\/invite\/\S+/.exec(mail?.text ?? '')?.[0] ?? '')
  await expect(page.getByText('The invitation was sent to g…@example.com')).toBeVisible()
  await page.getByRole('button', { name: 'Use another address' }).click()
  // Drawn only for whoever is not signed in.
  await page.getByRole('link', { name: 'Sign in to join' }).click()
  await page.getByLabel(/email/i).fill(guest)
  await page.getByRole('button', { name: /email me/i }).click()
  await page.getByRole('link', { name: 'ask for another link' }).click()
  await expect(page).toHaveURL(/\/sign-in\?next=%2Finvite%2F/)
})
