import { expect, expectAccessible, signUp, test } from './fixtures'

const publicPages = ['/', '/sign-in']
const studioPages = ['/projects', '/projects/new', '/settings', '/settings/members', '/settings/credits', '/dev/outbox']
const schemes = ['light', 'dark'] as const
const widths = [360, 768, 1440, 1920]

test('every page reads well for a screen reader and a keyboard, and fits from 360 to 1920 px, dark and light', async ({
  page,
  app,
}) => {
  const look = async (address: string) => {
    for (const colorScheme of schemes) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await page.goto(address)
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      await expectAccessible(page)
    }
    for (const width of widths) {
      await page.setViewportSize({ width, height: 900 })
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
      expect(overflow, `${address} at ${width} px`).toBeLessThanOrEqual(0)
    }
  }
  for (const address of publicPages) await look(address)
  await page.setViewportSize({ width: 1440, height: 900 })
  await signUp(page, app)
  for (const address of studioPages) await look(address)
})

test('whoever is not signed in is led to the door and from there to where they wanted', async ({ page, app }) => {
  await page.goto('/projects/new')
  await expect(page).toHaveURL(/\/sign-in\?next=%2Fprojects%2Fnew/)
  await page.goto('/sign-in?next=//evil.example/')
  await page.getByRole('button', { name: /demo/i }).click()
  await expect(page).toHaveURL(new RegExp(`^${app.url}/`))
})
