import { setTimeout as sleep } from 'node:timers/promises'
import { AxeBuilder } from '@axe-core/playwright'
import { type APIResponse, test as base, expect, type Page, type Response } from '@playwright/test'
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

/** Turned away by a busy server before anybody looked at what was asked (server/platform/guard). */
const isTurnedAway = async (answer: Pick<APIResponse, 'status' | 'text'>): Promise<boolean> =>
  answer.status() === 503 && /Busy for a moment|busy right now/.test(await answer.text().catch(() => ''))

/** What is read by this; asked for again, it may be in another batch. */
const readBy = (response: Response): readonly string[] =>
  response.request().method() === 'GET' ? (/\/api\/trpc\/([^?]+)/.exec(response.url())?.[1]?.split(',') ?? []) : []

type TurnedAway = {
  /** The browser's words for it. */
  readonly isWordOf: (complaint: string) => boolean
  /** What is read for a page and has not come yet. */
  readonly owed: ReadonlySet<string>
}

/** What a busy server turns away is no complaint where it comes by itself later: a page that was opened, and what is read for one. */
const watchTurnedAway = (page: Page): TurnedAway => {
  const owed = new Set<string>()
  const words = new Set<string>()
  page.on('response', async (response) => {
    const read = readBy(response)
    if (response.ok()) for (const each of read) owed.delete(each)
    if (read.length === 0 && !response.request().isNavigationRequest()) return
    if (!(await isTurnedAway(response))) return
    for (const each of read) owed.add(each)
    words.add(`(${response.url()})`)
  })
  // Whoever leaves a page waits for nothing of it.
  page.on('framenavigated', (frame) => frame === page.mainFrame() && owed.clear())
  page.on('close', () => owed.clear())
  return {
    isWordOf: (complaint) =>
      complaint.includes('status of 503') && [...words].some((address) => complaint.endsWith(address)),
    owed,
  }
}

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
      const turnedAway = watchTurnedAway(page)
      await use(complaints)
      await expect.poll(() => [...turnedAway.owed], 'what a busy server turned away was asked for again').toEqual([])
      const free = 'the console stays free of errors'
      await expect.poll(() => complaints.filter((text) => !turnedAway.isWordOf(text)), free).toEqual([])
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

/** Comes back when it was told to while a busy server turns it away, as our pages do. */
export const letIn = async (ask: () => Promise<APIResponse>): Promise<APIResponse> => {
  const answer = await ask()
  if (!(await isTurnedAway(answer))) return answer
  await sleep(1_000 * Number(answer.headers()['retry-after']))
  return letIn(ask)
}

/** Where the one who is signed in is at work. */
export const currentWorkspaceId = async (page: Page): Promise<string> => {
  const answer: unknown = await (await letIn(() => page.request.get('/api/trpc/account.me'))).json()
  return /"workspace":\{"id":"([0-9a-f-]{36})"/.exec(JSON.stringify(answer))?.[1] ?? ''
}

const usedLinks = new Set<string>()

/** A link to sign in that was not given before: other mails come and go beside it, in any order. */
export const signInLink = async (app: RunningApp, address: string): Promise<string> => {
  const findLink = async () =>
    (await app.mailsTo(address))
      .flatMap(({ text }) => /https?:\/\/\S+\/sign-in\/confirm\S+/.exec(text)?.[0] ?? [])
      .find((link) => !usedLinks.has(link)) ?? ''
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

const uploadBytesPerS = 2 * 1024 ** 2

/**
 * As over a slow network: an upload lasts until a test has broken what it wants under it, however long that takes. The rest comes `atFullSpeed`.
 */
export const uploadAsOverNetwork = async (page: Page): Promise<{ readonly atFullSpeed: () => Promise<void> }> => {
  const session = await page.context().newCDPSession(page)
  await session.send('Network.enable')
  const send = async (uploadThroughput: number): Promise<void> => {
    const limits = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput }
    await session.send('Network.emulateNetworkConditions', limits)
  }
  await send(uploadBytesPerS)
  return { atFullSpeed: () => send(-1) }
}

/** Resolves once the server keeps a part of an upload. What breaks off before that begins at the first byte. */
export const untilPartIsKept = async (page: Page): Promise<void> => {
  await page.waitForResponse((response) => response.request().method() === 'PATCH' && response.ok())
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
