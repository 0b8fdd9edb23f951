import { gzipSync } from 'node:zlib'
import { type Browser, chromium, type Page } from '@playwright/test'
import { talkingVideo } from '@/e2e/footage'
import { startApp } from '@/e2e/running-app'
import { clipsWaitMs, startProject, waitForReady } from '@/e2e/studio'
import { type Bench, median } from './bench'

/** What the browser's own tools call Fast 4G. */
const fast4g = {
  offline: false,
  latency: 165,
  downloadThroughput: (9_000_000 / 8) * 0.9,
  uploadThroughput: (1_500_000 / 8) * 0.9,
}

type Visit = { readonly lcpMs: number; readonly scriptBytes: number; readonly totalBytes: number }

export default {
  what: 'largest paint of the project page and script of the landing page, chromium at Fast 4G on the production build (visits, default 5)',
  needsApp: true,
  run: async ([visits = '5']) => {
    const app = await startApp()
    const browser = await chromium.launch({
      executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-sync'],
    })
    try {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
      const page = await context.newPage()
      page.setDefaultTimeout(clipsWaitMs)
      await page.goto(`${app.url}/sign-in`)
      await page.getByRole('button', { name: 'Open the demo account' }).click()
      await page.waitForURL(/\/projects/)
      const id = await startProject(page, await talkingVideo(), app.url)
      await waitForReady(page)
      const state = await context.storageState()
      const count = Number(visits)
      const project = await visitOften(browser, `${app.url}/projects/${id}`, count, state)
      const dashboard = await visitOften(browser, `${app.url}/projects`, count, state)
      const landing = await visitOften(browser, `${app.url}/`, count)
      const of = (all: readonly Visit[], key: keyof Visit) => median(all.map((visit) => visit[key]))
      return {
        figures: [
          {
            name: 'project page, largest paint',
            value: of(project, 'lcpMs'),
            unit: 'ms',
            target: { op: '<=', value: 1500 },
          },
          { name: 'project page, script, gzip', value: of(project, 'scriptBytes') / 1000, unit: 'kB' },
          { name: 'project page, all that is sent', value: of(project, 'totalBytes') / 1000, unit: 'kB' },
          { name: 'dashboard, largest paint', value: of(dashboard, 'lcpMs'), unit: 'ms' },
          { name: 'landing page, largest paint', value: of(landing, 'lcpMs'), unit: 'ms' },
          {
            name: 'landing page, script, gzip',
            value: of(landing, 'scriptBytes') / 1000,
            unit: 'kB',
            target: { op: '<=', value: 120 },
          },
          { name: 'landing page, all that is sent', value: of(landing, 'totalBytes') / 1000, unit: 'kB' },
        ],
        notes: [`project page paints: ${project.map(({ lcpMs }) => Math.round(lcpMs)).join(', ')} ms`],
      }
    } finally {
      await browser.close()
      await app.stop()
    }
  },
} satisfies Bench

type State = Awaited<ReturnType<ReturnType<Page['context']>['storageState']>>

const visitOften = async (browser: Browser, url: string, count: number, state?: State): Promise<Visit[]> => {
  const visits: Visit[] = []
  for (let turn = 0; turn < count; turn += 1) visits.push(await visit(browser, url, state))
  return visits
}

/** As somebody comes who was never here: an empty cache, a throttled line. */
const visit = async (browser: Browser, url: string, state?: State): Promise<Visit> => {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    ...(state === undefined ? {} : { storageState: state }),
  })
  const page = await context.newPage()
  const client = await context.newCDPSession(page)
  await client.send('Network.enable')
  await client.send('Network.emulateNetworkConditions', fast4g)
  let scriptBytes = 0
  let totalBytes = 0
  const bodies: Promise<void>[] = []
  page.on('response', (response) => {
    const type = response.request().resourceType()
    if (type === 'media' || type === 'eventsource') return
    bodies.push(
      response.body().then(
        (body) => {
          // Counted the same whether or not the server compresses, which a proxy in front of it may do instead.
          const bytes = type === 'image' || type === 'font' ? body.length : gzipSync(body).length
          totalBytes += bytes
          if (type === 'script') scriptBytes += bytes
        },
        () => undefined,
      ),
    )
  })
  await page.addInitScript(() => {
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) Object.assign(window, { largestPaintMs: entry.startTime })
    }).observe({ type: 'largest-contentful-paint', buffered: true })
  })
  await page.goto(url, { waitUntil: 'load' })
  await page.waitForFunction(() => document.readyState === 'complete')
  // Late pictures and hydration still may paint something larger.
  await page.waitForTimeout(2_000)
  const lcpMs = await page.evaluate(() => (window as { largestPaintMs?: number }).largestPaintMs ?? Number.NaN)
  await Promise.all(bodies)
  await context.close()
  return { lcpMs, scriptBytes, totalBytes }
}
