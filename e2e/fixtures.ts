import { AxeBuilder } from '@axe-core/playwright'
import { test as base, expect, type Page } from '@playwright/test'
import { type RunningApp, startApp } from './running-app'
import { loadUntilLive } from './until-live'

type PerTest = {
  /** What the browser's console and the page complained of; a test that ends with any has failed. */
  readonly complaints: string[]
}
const excused = [
  // A prefetch that a busy server turned away, as it is meant to before anything else; the link works without.
  /status of 503 .*[?&]_rsc=/,
  // What looks into a letter for the test is kept from running there, as a script of the letter would be.
  /^Blocked script execution in 'about:srcdoc'/,
]

type PerWorker = { readonly app: RunningApp }

export const test = base.extend<PerTest, PerWorker>({
  app: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixture's needs from this very pattern.
    async ({}, use) => {
      const app = await startApp()
      await use(app)
      await app.stop()
    },
    { scope: 'worker', timeout: 300_000 },
  ],
  browser: [
    async ({ browser }, use) => {
      loadUntilLive(browser)
      await use(browser)
    },
    { scope: 'worker' },
  ],
  baseURL: async ({ app }, use) => use(app.url),
  complaints: [
    async ({ page }, use) => {
      const complaints: string[] = []
      page.on('console', (message) => {
        const text = `${message.text()} (${message.location().url})`
        if (message.type() === 'error' && !excused.some((each) => each.test(text))) complaints.push(text)
      })
      page.on('pageerror', (error) => complaints.push(`${error} (${page.url()})`))
      await use(complaints)
      expect(complaints, 'the console stays free of errors').toEqual([])
    },
    { auto: true },
  ],
})

export { expect }

let people = 0

/** Somebody new: an address nobody used before. */
export const newAddress = (name = 'creator'): string => `${name}-${process.pid}-${++people}-${Date.now()}@example.com`

/** The whole way in, as a person goes it: the form, the mail, the link, the button behind it. Ends on the dashboard. */
export const signUp = async (page: Page, app: RunningApp, address = newAddress()): Promise<string> => {
  await page.goto('/sign-in')
  await page.getByLabel(/email/i).fill(address)
  await page.getByRole('button', { name: /email me|send|continue/i }).click()
  await expect(page).toHaveURL(/check-mail/)
  const link = await signInLink(app, address)
  await page.goto(link)
  await page.getByRole('button', { name: /sign in/i }).click()
  await expect(page).toHaveURL(/\/projects/)
  return address
}

/** Where the one who is signed in is at work. */
export const currentWorkspaceId = async (page: Page): Promise<string> => {
  const answer: unknown = await (await page.request.get('/api/trpc/account.me')).json()
  return /"workspace":\{"id":"([0-9a-f-]{36})"/.exec(JSON.stringify(answer))?.[1] ?? ''
}

const usedLinks = new Set<string>()

/** The link of the newest sign-in mail that was not asked for before: other mails come and go beside it, in any order. */
export const signInLink = async (app: RunningApp, address: string): Promise<string> => {
  const findLink = async () =>
    (await app.mailsTo(address))
      .flatMap(({ text }) => /https?:\/\/\S+\/sign-in\/confirm\S+/.exec(text)?.[0] ?? [])
      .findLast((link) => !usedLinks.has(link)) ?? ''
  await expect.poll(findLink).not.toBe('')
  const link = await findLink()
  usedLinks.add(link)
  return link
}

/** No wider than its window, once it is laid out for it. */
export const expectToFit = async (page: Page, where: string): Promise<void> => {
  const overflowPx = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  await expect.poll(overflowPx, where).toBeLessThanOrEqual(0)
}

const uploadBytesPerS = 20 * 1024 ** 2

/** As over a network: within one machine an upload may have ended before a test has broken anything under it. */
export const uploadAsOverNetwork = async (page: Page): Promise<void> => {
  const session = await page.context().newCDPSession(page)
  await session.send('Network.enable')
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: uploadBytesPerS,
  })
}

/** Serious and critical findings of axe on what is shown at the end of what moves; a letter is in a frame in which no script runs, axe's neither. */
export const expectAccessible = async (page: Page): Promise<void> => {
  await page.evaluate(() => {
    for (const animation of document.getAnimations())
      if (animation.effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY) animation.finish()
  })
  const { violations } = await new AxeBuilder({ page }).exclude('iframe[srcdoc]').analyze()
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  expect(
    serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`),
    'axe finds nothing serious',
  ).toEqual([])
}
