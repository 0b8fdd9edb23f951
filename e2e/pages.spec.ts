import type { Page } from '@playwright/test'
import { expect, expectAccessible, expectToFit, signUp, test } from './fixtures'
import { seedFinished, seedWorking } from './seeded'

const publicPages = ['/', '/sign-in', '/sign-in/check-mail', '/sign-in/error', '/status']
const studioPages = [
  '/projects',
  '/projects/new',
  '/settings',
  '/settings/members',
  '/settings/sessions',
  '/settings/emails',
  '/settings/credits',
  '/settings/storage',
  '/dev/outbox',
]

const schemes = ['light', 'dark'] as const
const widths = [360, 768, 1440, 1920]

/** Axe in both themes, and once more as on a phone; nothing wider than the window from 360 to 1920 px. */
const expectReadable = async (page: Page, address: string) => {
  await page.setViewportSize({ width: 1440, height: 900 })
  await page.goto(address)
  // Not by its role, which it has not while a sheet is open over the page.
  await expect(page.locator('h1')).toBeVisible()
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await expectAccessible(page)
  }
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 })
    await expectToFit(page, `${address} at ${width} px`)
  }
  await page.setViewportSize({ width: 360, height: 800 })
  await expectAccessible(page)
}

test('every page reads well for a screen reader and a keyboard, and fits from 360 to 1920 px, dark and light', async ({
  page,
  app,
}) => {
  for (const address of publicPages) await expectReadable(page, address)
  await page.setViewportSize({ width: 1440, height: 900 })
  const address = await signUp(page, app)
  await page.goto('/settings/members')
  await page.getByLabel('Email').fill('somebody@example.com')
  await page.getByRole('button', { name: 'Send invitation' }).click()
  await expect(page.getByText('Invitation sent')).toBeVisible()
  for (const each of studioPages) await expectReadable(page, each)
  await page.goto('/dev/outbox')
  const mail = await page.locator('a[href^="/dev/outbox/"]').first().getAttribute('href')
  await expectReadable(page, mail ?? '')
  const letters = (await app.mailsTo(address)).map(({ text }) => text).join('\n')
  await expectReadable(page, /\/sign-in\/confirm\S+/.exec(letters)?.[0] ?? '')
  await expect.poll(async () => (await app.mailsTo('somebody@example.com')).length).toBe(1)
  const [invitation] = await app.mailsTo('somebody@example.com')
  await expectReadable(page, /\/invite\/\S+/.exec(invitation?.text ?? '')?.[0] ?? '')
})

test('a project under way, a finished one and its clips read well on every tab, and fit from 360 to 1920 px, dark and light', async ({
  page,
  app,
}) => {
  const address = await signUp(page, app)
  const { projectId, readyId, failedId, refusedMomentId } = await seedFinished(app, address)
  const working = await seedWorking(app, address)
  await expectReadable(page, '/projects')
  await expectReadable(page, `/projects/${working.projectId}`)
  await expectReadable(page, `/projects/${projectId}`)
  for (const query of ['tab=transcript', 'tab=left-out', 'tab=details', `moment=${refusedMomentId}`])
    await expectReadable(page, `/projects/${projectId}?${query}`)
  for (const query of ['', '?tab=reports', '?tab=files']) await expectReadable(page, `/clips/${readyId}${query}`)
  await expectReadable(page, `/clips/${failedId}`)
})

test('whoever is not signed in is led to the door and from there to where they wanted', async ({ page, app }) => {
  await page.goto('/projects/new')
  await expect(page).toHaveURL(/\/sign-in\?next=%2Fprojects%2Fnew/)
  await page.goto('/sign-in?next=//evil.example/')
  await page.getByRole('button', { name: /demo/i }).click()
  await expect(page).toHaveURL(new RegExp(`^${app.url}/`))
})

test('the start page plays a clip beside its talk while it is seen; a button stops both, and nothing moves for who asked for less motion', async ({
  page,
}) => {
  const videos = page.locator('clip-example video')
  const times = () => videos.evaluateAll((all: HTMLVideoElement[]) => all.map(({ currentTime }) => currentTime))
  const arePaused = () => videos.evaluateAll((all: HTMLVideoElement[]) => all.map(({ paused }) => paused))
  await page.goto('/')
  await page.getByText('Made by ClipForge from the sample talk').scrollIntoViewIfNeeded()
  await expect.poll(async () => Math.min(...(await times()))).toBeGreaterThan(0.5)
  await page.getByRole('button', { name: 'Pause the example' }).click()
  await expect.poll(arePaused).toEqual([true, true])
  const [talk = 0, clip = 0] = await times()
  const lengthS = Math.max(...(await videos.evaluateAll((all: HTMLVideoElement[]) => all.map((each) => each.duration))))
  const apartS = Math.abs(talk - clip)
  // Stopped where it begins anew, one is at its start and the other still at its end.
  expect(Math.min(apartS, lengthS - apartS)).toBeLessThan(0.5)

  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.reload()
  await page.getByText('Made by ClipForge from the sample talk').scrollIntoViewIfNeeded()
  await page.getByRole('button', { name: 'Play the example' }).click()
  await expect.poll(arePaused).toEqual([false, false])
  await page.reload()
  await page.getByText('Made by ClipForge from the sample talk').scrollIntoViewIfNeeded()
  await expect(page.getByRole('button', { name: 'Play the example' })).toBeVisible()
  expect(await arePaused()).toEqual([true, true])
})
