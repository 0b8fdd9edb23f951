import os from 'node:os'
import superjson from 'superjson'
import { startApp } from '@/e2e/running-app'
import { createSession, createUser } from '@/server/accounts'
import { createDatabase } from '@/server/db/client'
import { projectSettingsSchema } from '@/server/projects/schemas'
import { openTestApp } from '@/server/testing/app-context'
import type { Bench } from './bench'
import { quantileOf, runOpenLoop, type Sample } from './open-loop'

const users = 200
const projectsEach = 24

export default {
  what: 'reads (project.list, PostgreSQL behind it) of 200 signed-in people against the production build, open loop (seconds, default 20)',
  needsApp: true,
  run: async ([seconds = '20']) => {
    const app = await startApp({ withWorker: false })
    const database = createDatabase({ url: app.databaseUrl, max: 5 })
    const tester = await openTestApp()
    try {
      const ctx = { ...tester.ctx, db: database.db }
      const tokens: string[] = []
      for (let user = 0; user < users; user += 1) {
        const { userId, workspaceId } = await createUser(ctx, {
          email: `reader-${user}@example.com`,
          name: `Reader ${user}`,
          isVerified: true,
        })
        await ctx.db.project.createMany({
          data: Array.from({ length: projectsEach }, (_, index) => ({
            workspaceId,
            createdById: userId,
            title: `Talk ${index}`,
            status: 'ready' as const,
            settings: projectSettingsSchema.parse({}),
          })),
        })
        tokens.push((await createSession(ctx, { userId, userAgent: 'bench', ipPrefix: null })).token)
      }
      const input = encodeURIComponent(JSON.stringify({ 0: superjson.serialize({ limit: 24 }) }))
      const url = `${app.url}/api/trpc/project.list?batch=1&input=${input}`
      const load = (ratePerSecond: number, durationS: number) =>
        runOpenLoop({
          ratePerSecond,
          seconds: durationS,
          users,
          turn: (user, _turn, send) =>
            send({
              name: 'projects',
              url: url.replace('localhost', '127.0.0.1'),
              headers: { cookie: `clipforge-session=${tokens[user]}`, host: new URL(app.url).host },
            }),
        })
      await load(50, 5)
      const quietness = os.loadavg()[0] ?? Number.NaN
      const normal = await load(users, Number(seconds))
      const double = await load(2 * users, Number(seconds))
      const failed = (samples: readonly Sample[]) => samples.filter(({ outcome }) => outcome !== '200').length
      const latencies = (samples: readonly Sample[]) => samples.map(({ latencyMs }) => latencyMs)
      const outcomes = (samples: readonly Sample[]) => [...new Set(samples.map(({ outcome }) => outcome))].join(', ')
      return {
        figures: [
          {
            name: 'p95, one read a second each',
            value: quantileOf(latencies(normal), 0.95),
            unit: 'ms',
            target: { op: '<=', value: 60 },
          },
          { name: 'p50', value: quantileOf(latencies(normal), 0.5), unit: 'ms' },
          { name: 'p99', value: quantileOf(latencies(normal), 0.99), unit: 'ms' },
          { name: 'failed', value: failed(normal), unit: 'requests', target: { op: '<=', value: 0 } },
          { name: 'p95, two reads a second each', value: quantileOf(latencies(double), 0.95), unit: 'ms' },
          { name: 'failed at two a second', value: failed(double), unit: 'requests' },
        ],
        notes: [`load before: ${quietness.toFixed(2)}; outcomes ${outcomes(normal)}; ${outcomes(double)}`],
      }
    } finally {
      await tester.close()
      await database.close()
      await app.stop()
    }
  },
} satisfies Bench
