import { randomUUID } from 'node:crypto'
import { Inngest } from 'inngest'
import { serve } from 'inngest/edge'
import { expect, test } from 'vitest'
import { createEvents } from '@/server/adapters/events'
import { campaignIds } from '@/server/campaigns'
import { eventNames } from '@/server/durable-events'
import { readEnv } from '@/server/env'
import { inngestAppId } from '@/server/inngest-options'
import { applyRunnerSchema, createRunner, embeddedFetch, type Runner, receiveEvents } from '@/server/runner'
import { openTestApp } from '@/server/testing/app-context'
import { campaignFunctions } from './campaign-crons'
import { campaignSend } from './campaign-send'
import { sweepFunctions } from './sweeps'

/** The zone of these in which it is so late now: 10 is for the first day’s mail, 14 for the reminder. */
const zoneWhereItIs = (hour: number): string => {
  const ahead = (hour - new Date().getUTCHours() + 48) % 24
  return ahead > 12 ? `Etc/GMT+${24 - ahead}` : `Etc/GMT-${ahead}`
}

test('two workers and two schedulers at once: everybody whose hour it is gets one mail, nobody else any, and the run is noted', async () => {
  const app = await openTestApp()
  const { pool } = app.database
  const ctx = { ...app.ctx, ports: { ...app.ctx.ports, events: createEvents(readEnv(), { pool, log: app.ctx.log }) } }
  await applyRunnerSchema(pool)
  const workers: Runner[] = []
  const startWorker = async () => {
    const inngest = new Inngest({ id: inngestAppId, isDev: true, fetch: embeddedFetch(pool) })
    const functions = [...campaignFunctions(inngest, ctx), campaignSend(inngest, ctx), ...sweepFunctions(inngest, ctx)]
    const handle = serve({ client: inngest, functions })
    const runner = createRunner({ pool, handlers: [{ appId: inngestAppId, handle }], log: ctx.log })
    workers.push(runner)
    await runner.start()
  }
  try {
    const at = (hours: number) => new Date(Date.now() - hours * 3_600_000)
    const person = async (timeZone: string, createdAt: Date, lastSeenAt: Date) => {
      const { user, workspace } = await app.signIn()
      await ctx.db.user.update({ where: { id: user.user.id }, data: { timeZone, createdAt, lastSeenAt } })
      await ctx.db.workspace.update({ where: { id: workspace.workspaceId }, data: { trialEndsAt: null } })
      return user.user.id
    }
    const fresh = await Promise.all(Array.from({ length: 4 }, () => person(zoneWhereItIs(10), at(30), at(30))))
    const away = await person(zoneWhereItIs(14), at(9_000), at(14 * 24))
    await person(zoneWhereItIs(7), at(30), at(30))
    await person(zoneWhereItIs(10), at(9_000), at(2))
    // The hour may be young: a scheduler that has just run would leave it to the next.
    await ctx.db.campaignRun.createMany({
      data: campaignIds.map((campaign) => ({ campaign, doneThrough: at(1.9) })),
    })
    // Not before all this is there: their own schedule, should the hour begin now, asks for the same people then.
    await Promise.all([1, 2].map(startWorker))
    await Promise.all(
      [1, 2].map(() => receiveEvents(pool, [{ id: randomUUID(), name: eventNames.campaignCheck, data: {} }])),
    )
    const mails = () =>
      ctx.db.mail.findMany({
        where: { category: { not: null } },
        select: { template: true, userId: true, state: true },
      })
    const wanted = [
      ...fresh.map((userId) => ({ template: 'onboarding-day-1', userId, state: 'sent' })),
      { template: 'inactivity', userId: away, state: 'sent' },
    ]
    await expect
      .poll(
        async () => {
          await receiveEvents(pool, [{ id: randomUUID(), name: eventNames.mailCheck, data: {} }])
          return new Set((await mails()).map((mail) => JSON.stringify(mail)))
        },
        { timeout: 60_000, interval: 300 },
      )
      .toEqual(new Set(wanted.map((mail) => JSON.stringify(mail))))
    await expect
      .poll(
        async () => (await ctx.db.campaignRun.findMany()).filter(({ doneThrough }) => doneThrough > at(0.1)).length,
        {
          timeout: 60_000,
          interval: 300,
        },
      )
      .toBe(5)
    expect(await mails()).toHaveLength(5)
  } finally {
    await Promise.all(workers.map((runner) => runner.stop({ drainMs: 2_000 })))
    await app.close()
  }
})
