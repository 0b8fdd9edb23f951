import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Inngest } from 'inngest'
import { serve } from 'inngest/edge'
import { campaignSend } from '@/inngest/functions/campaign-send'
import { createEvents } from '@/server/adapters/events'
import { campaignHours, fanOutCampaign, type Place } from '@/server/campaigns'
import type { AppContext } from '@/server/context'
import { childEnvironment, readEnv } from '@/server/env'
import { inngestAppId } from '@/server/inngest-options'
import { applyRunnerSchema, createRunner, embeddedFetch } from '@/server/runner'
import { openTestApp, type TestApp } from '@/server/testing/app-context'
import { openResendStandIn, type ResendStandIn } from '@/server/testing/resend-stand-in'
import type { Bench } from './bench'

const projectDir = fileURLToPath(new URL('..', import.meta.url))
const campaign = 'onboarding-day-1'
/** Resend's limit for an account that has not asked for more. */
const requestsPerSecond = 2
const mailsPerRequest = 100
const quiet = () => undefined

export default {
  what: 'campaign mail to readers who are all due in one hour (default 10000): selected, written by durable functions, sent at the provider’s pace through a kill -9',
  run: async ([readersText = '10000']) => {
    const readers = Number(readersText)
    const app = await openTestApp()
    const stand = await openResendStandIn({ requestsPerSecond })
    try {
      await seed(app, 1_000)
      await select(app.ctx)
      await app.ctx.db.user.deleteMany()
      await seed(app, readers)
      const selected = await select(app.ctx)
      const writeS = await write(app, readers)
      const sent = await send(app, stand, readers)
      const times = new Map<string, number>()
      for (const { to } of stand.delivered) times.set(to, (times.get(to) ?? 0) + 1)
      const floorS = readers / mailsPerRequest / requestsPerSecond
      return {
        figures: [
          { name: 'selected', value: selected.count, unit: 'readers', target: { op: '>=', value: readers } },
          { name: 'selection', value: selected.seconds, unit: 's' },
          {
            name: 'selection, growth of memory at its peak',
            value: selected.growthMb,
            unit: 'MB',
            target: { op: '<=', value: 64 },
          },
          { name: 'written', value: readers / writeS, unit: 'mails/s' },
          { name: 'sent, kill and restart included', value: sent.seconds, unit: 's' },
          {
            name: 'of the time that the provider’s limit asks for',
            value: sent.seconds / floorS,
            unit: 'x',
            target: { op: '<=', value: 1.5 },
          },
          {
            name: 'selected, written and sent',
            value: selected.seconds + writeS + sent.seconds,
            unit: 's',
            target: { op: '<=', value: 3_600 },
          },
          { name: 'delivered when it was killed', value: sent.atKill, unit: 'mails' },
          {
            name: 'readers with one mail',
            value: [...times.values()].filter((count) => count === 1).length,
            unit: '',
            target: { op: '>=', value: readers },
          },
          {
            name: 'readers with two',
            value: [...times.values()].filter((count) => count > 1).length,
            unit: '',
            target: { op: '<=', value: 0 },
          },
          { name: 'requests over the limit', value: stand.requests.length - sent.requestsTaken, unit: '' },
        ],
      }
    } finally {
      await stand.close()
      await app.close()
    }
  },
} satisfies Bench

/** People of the zone in which it is ten in the morning now, who signed up thirty hours ago and made nothing. */
const seed = async ({ ctx }: TestApp, count: number): Promise<void> => {
  const ahead = (10 - new Date().getUTCHours() + 48) % 24
  const zone = ahead === 0 ? 'Etc/GMT' : ahead > 12 ? `Etc/GMT+${24 - ahead}` : `Etc/GMT-${ahead}`
  const at = new Date(Date.now() - 30 * 3_600_000)
  await ctx.db.$executeRaw`
    INSERT INTO "User" ("id", "email", "name", "timeZone", "createdAt", "lastSeenAt")
    SELECT gen_random_uuid(), 'reader-' || n || '@example.com', 'Reader ' || n, ${zone}, ${at}, ${at} FROM generate_series(1, ${count}::int) n`
  await ctx.db.$executeRaw`
    INSERT INTO "Workspace" ("id", "name", "isPersonal") SELECT 'w' || "id", 'x', true FROM "User"`
  await ctx.db.$executeRaw`
    INSERT INTO "Membership" ("workspaceId", "userId", "role") SELECT 'w' || "id", "id", 'owner' FROM "User"`
  await ctx.db.$executeRaw`ANALYZE`
}

const fanOut = async (ctx: AppContext): Promise<number> => {
  const hours = await campaignHours(ctx, campaign)
  let asked = 0
  let place: Place | null | undefined
  while (place !== null) {
    const from: Place | undefined = place
    const page = await fanOutCampaign(ctx, campaign, hours, from)
    asked += page.asked
    place = page.next
  }
  return asked
}

/** The selection alone: its events go nowhere. */
const select = async (ctx: AppContext) => {
  const before = process.memoryUsage().rss
  let peak = before
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss)
  }, 5)
  const startMs = performance.now()
  const count = await fanOut({ ...ctx, ports: { ...ctx.ports, events: { send: async () => undefined } } })
  clearInterval(watch)
  return { count, seconds: (performance.now() - startMs) / 1000, growthMb: (peak - before) / 1024 ** 2 }
}

/** One durable event a person, and the function that writes their mail, on the embedded runner. Returns seconds. */
const write = async ({ ctx, database }: TestApp, count: number): Promise<number> => {
  const { pool } = database
  await applyRunnerSchema(pool)
  const inngest = new Inngest({ id: inngestAppId, isDev: true, fetch: embeddedFetch(pool) })
  const handle = serve({ client: inngest, functions: [campaignSend(inngest, ctx)] })
  const log = { info: quiet, warn: quiet, error: (message: string, fields?: object) => console.error(message, fields) }
  const runner = createRunner({ pool, handlers: [{ appId: inngestAppId, handle }], log })
  await runner.start()
  const startMs = performance.now()
  try {
    await fanOut({ ...ctx, ports: { ...ctx.ports, events: createEvents(readEnv(), { pool, log: ctx.log }) } })
    while ((await ctx.db.mail.count()) < count) await sleep(500)
    return (performance.now() - startMs) / 1000
  } finally {
    await runner.stop({ drainMs: 1_000 })
  }
}

/** The sweep in a process of its own: killed half way, then started anew until nothing waits. */
const send = async (app: TestApp, stand: ResendStandIn, count: number) => {
  const startMs = performance.now()
  const first = startSender(app, stand, 0)
  while (stand.delivered.length < count / 2 && first.exitCode === null) await sleep(20)
  first.kill('SIGKILL')
  const atKill = stand.delivered.length
  while ((await app.ctx.db.mail.count({ where: { state: 'queued' } })) > 0) {
    // A minute ahead: what the dead one had in its hands is free again then.
    const next = startSender(app, stand, 61_000)
    await once(next, 'exit')
  }
  const batches = new Set(stand.delivered.map(({ key }) => key))
  return { seconds: (performance.now() - startMs) / 1000, atKill, requestsTaken: batches.size }
}

const startSender = (app: TestApp, stand: ResendStandIn, aheadMs: number): ChildProcess =>
  spawn(process.execPath, ['--import', 'tsx', 'server/testing/mail-sender.ts', 'deliver'], {
    cwd: projectDir,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: childEnvironment({
      TSX_TSCONFIG_PATH: path.join(projectDir, 'tsconfig.json'),
      DATABASE_URL: app.database.url,
      CLIPFORGE_DATA_DIR: app.dir,
      CLIPFORGE_CLOCK_OFFSET_MS: String(aheadMs),
      AUTH_SECRET: app.ctx.config.authSecret,
      MEDIA_SIGNING_KEYS: 'k1:a-secret-of-benches-that-signs-nothing-elsewhere',
      REDIS_URL: '',
      MAIL_FROM: 'ClipForge <hello@clipforge.example>',
      RESEND_API_KEY: stand.apiKey,
      RESEND_BASE_URL: stand.url,
    }),
  })
