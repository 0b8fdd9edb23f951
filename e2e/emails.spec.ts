import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { eventNames } from '@/server/durable-events'
import { findRuns, receiveEvents } from '@/server/runner'
import { expect, expectAccessible, signUp, test } from './fixtures'
import { talkingVideo } from './footage'
import { type RunningApp, startApp } from './running-app'
import { clipsWaitMs, startProject, waitForReady } from './studio'

const zone = 'Europe/Berlin'
const minuteMs = 60_000
const hourMs = 60 * minuteMs
const hourThere = (ms: number) =>
  Number(new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', hourCycle: 'h23' }).format(ms))
const dateThere = (ms: number) => Date.parse(new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(ms))

/** How far ahead a clock must be for it to be ten past ten there, so many dates after the one of a moment. Before eleven a worker has started. */
const aheadToTen = (sinceMs: number, days: number): string => {
  const nowMs = Date.now()
  let ahead = 0
  while (hourThere(nowMs + ahead) !== 10 || dateThere(nowMs + ahead) - dateThere(sinceMs) !== days * 24 * hourMs)
    ahead += hourMs
  // Whole hours lie between that zone and UTC.
  const intoHour = (nowMs + ahead) % hourMs
  return String(ahead - intoHour + 10 * minuteMs)
}

const openDatabase = async (app: RunningApp) => {
  const pool = new pg.Pool({ connectionString: app.databaseUrl, max: 2 })
  pool.on('error', () => undefined)
  const ask = (name: string) => receiveEvents(pool, [{ id: randomUUID(), name, data: {} }])
  return {
    pool,
    /** What the hour and the minute do by themselves. */
    askForMail: async () => {
      await ask(eventNames.campaignCheck)
      await ask(eventNames.mailCheck)
    },
    /** Campaigns that are being written, and mails that wait to be sent. */
    countUnfinished: async () => {
      await ask(eventNames.mailCheck)
      const runs = await findRuns(pool, { statuses: ['queued', 'running'] })
      const { rowCount } = await pool.query(`SELECT FROM "Mail" WHERE state = 'queued'`)
      return runs.filter(({ functionId }) => functionId.includes('campaign-')).length + (rowCount ?? 0)
    },
    /** Midnight may lie between two who sign up; here it does not. */
    signUpAt: (ms: number, addresses: readonly string[]) =>
      pool.query(
        `UPDATE "User" SET "createdAt" = to_timestamp($1::float8 / 1000) AT TIME ZONE 'UTC' WHERE email = ANY ($2)`,
        [ms, addresses],
      ),
    zonesOf: async (addresses: readonly string[]) => {
      const { rows } = await pool.query<{ timeZone: string }>('SELECT "timeZone" FROM "User" WHERE email = ANY ($1)', [
        addresses,
      ])
      return rows.map(({ timeZone }) => timeZone)
    },
  }
}

/** An app of this test's own, whose worker it starts with another clock. */
const withOwnApp = test.extend<object, { app: RunningApp }>({
  app: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixture's needs from this very pattern.
    async ({}, use) => {
      const app = await startApp({ withWorker: false })
      await use(app)
      await app.stop()
    },
    { scope: 'worker', timeout: 300_000 },
  ],
})

withOwnApp.describe('with a clock that is moved', () => {
  withOwnApp(
    'the first day’s mail comes at ten by the reader’s clock; who unsubscribes gets no other, who does not gets the third day’s',
    async ({ page, browser, app }) => {
      withOwnApp.setTimeout(2 * clipsWaitMs)
      const database = await openDatabase(app)
      const signedUpMs = Date.now()
      const leaver = await signUp(page, app)
      const otherContext = await browser.newContext({ baseURL: app.url, timezoneId: zone })
      const stayer = await signUp(await otherContext.newPage(), app)
      // The devices have said where they are.
      await expect.poll(() => database.zonesOf([leaver, stayer])).toEqual([zone, zone])
      await otherContext.close()
      await database.signUpAt(signedUpMs, [leaver, stayer])
      const subjectsTo = async (address: string) => {
        await database.askForMail()
        return (await app.mailsTo(address)).map(({ subject }) => subject)
      }

      await app.worker.start({ CLIPFORGE_CLOCK_OFFSET_MS: aheadToTen(signedUpMs, 2) })
      for (const address of [leaver, stayer])
        await expect
          .poll(() => subjectsTo(address), { timeout: 90_000, intervals: [1_000] })
          .toContain('Your first clips are one video away')
      await app.worker.kill()

      const mail = (await app.mailsTo(leaver)).find(({ subject }) => subject.includes('first clips'))
      const link = /http:\/\/\S+\/unsubscribe\/[\w.-]+/.exec(mail?.text ?? '')?.[0] ?? ''
      await page.context().clearCookies()
      await page.goto(link)
      await expect(page.getByRole('heading', { name: 'Stop “First steps” mail?' })).toBeVisible()
      await expectAccessible(page)
      await page.getByRole('button', { name: 'Unsubscribe' }).click()
      await expect(page.getByText('You are unsubscribed.')).toBeVisible()
      await page.getByRole('link', { name: 'Choose which mails you get' }).click()
      await expect(page.getByRole('checkbox', { name: /First steps/ })).not.toBeChecked()
      await page
        .getByRole('checkbox', { name: /Reminders/ })
        .last()
        .uncheck()
      await page.getByRole('button', { name: 'Save' }).click()
      await expect(page.getByText('Saved.')).toBeVisible()
      await expectAccessible(page)

      await app.worker.start({ CLIPFORGE_CLOCK_OFFSET_MS: aheadToTen(signedUpMs, 3) })
      // To sign in, welcome, the first day, the third.
      await expect.poll(async () => (await subjectsTo(stayer)).length, { timeout: 90_000, intervals: [1_000] }).toBe(4)
      // Whoever is written to as well is by now.
      await expect.poll(database.countUnfinished, { timeout: 90_000, intervals: [1_000] }).toBe(0)
      expect(await app.mailsTo(leaver)).toHaveLength(3)
      await app.worker.kill()

      // Nothing sends any more: the sign-in page says that links are late.
      await page.goto('/sign-in')
      await expect(page.getByText('Mail is delayed')).toBeHidden()
      await database.pool.query(`UPDATE "Mail" SET "createdAt" = "createdAt" - interval '1 hour'`)
      await database.pool.query(
        `INSERT INTO "Mail" (id, key, template, "to", subject, html, text, "createdAt") VALUES ('x', 'x', 'welcome', 'x@example.com', 'x', 'x', 'x', now() AT TIME ZONE 'UTC' - interval '2 minutes')`,
      )
      await page.goto('/sign-in')
      await expect(page.getByText('Mail is delayed')).toBeVisible()
      await database.pool.end()
    },
  )
})

test.describe('with the whole product', () => {
  test.describe.configure({ timeout: 2 * clipsWaitMs })

  test('when the clips are there a mail brings the best of them; in the settings each kind of mail can be turned off', async ({
    page,
    app,
  }) => {
    const address = await signUp(page, app)
    const projectId = await startProject(page, await talkingVideo())
    await page.goto('/settings/emails')
    await page.getByRole('switch', { name: 'Weekly summary' }).click()
    await expect(page.getByRole('switch', { name: 'Weekly summary' })).not.toBeChecked()
    await expectAccessible(page)
    await page.reload()
    await expect(page.getByRole('switch', { name: 'Weekly summary' })).not.toBeChecked()
    await expect(page.getByRole('switch', { name: 'First steps' })).toBeChecked()

    await page.goto(`/projects/${projectId}`)
    await waitForReady(page)
    await expect.poll(async () => (await app.mailsTo(address)).length).toBe(3)
    const mail = (await app.mailsTo(address)).find(({ text }) => text.includes(`/projects/${projectId}`))
    const links = page.locator('a[href^="/clips/"]')
    const shown = new Set(await links.evaluateAll((all) => all.map((each) => each.getAttribute('href'))))
    const mailed = [...new Set([...(mail?.text ?? '').matchAll(/\/clips\/[0-9a-f-]{36}/g)].map(([path]) => path))]
    expect(mailed.length).toBe(Math.min(3, shown.size))
    expect(mailed.filter((path) => !shown.has(path))).toEqual([])
    expect(mail?.subject).toMatch(new RegExp(`^${shown.size} clips? from “a talk”`))
  })
})
