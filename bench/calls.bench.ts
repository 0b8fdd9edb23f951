import { fork } from 'node:child_process'
import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { createJsonLog } from '@/server/adapters/log/json'
import { door } from '@/server/api/door'
import { handleTrpc } from '@/server/api/trpc-handler'
import { createApp } from '@/server/compose-app'
import { readEnv } from '@/server/env'
import { createTestDatabase } from '@/server/testing/database'
import { startTestRedis } from '@/server/testing/redis'
import { type Bench, median } from './bench'
import type { Batch } from './load/call-sender'
import { createIdentities } from './load/identities'

const people = 200
const rounds = 3
const origin = 'http://localhost:3000'

const calls = [
  { procedure: 'credits.summary', isWrite: false, input: '{"json":{}}' },
  { procedure: 'project.list', isWrite: false, input: '{"json":{"limit":24}}' },
  { procedure: 'project.rename', isWrite: true, input: '{"json":{"id":"{projectId}","title":"Talk {turn}"}}' },
] as const

export default {
  what: 'processor time of a call (calls in each of three rounds, default 2000): through the door, with PostgreSQL, Redis, limits, log and metrics; Next left out',
  run: async ([count = '2000']) => {
    const database = await createTestDatabase()
    const redis = await startTestRedis()
    const env = readEnv({
      DATABASE_URL: database.url,
      REDIS_URL: redis.url,
      APP_URL: origin,
      AUTH_SECRET: 'a'.repeat(64),
      MEDIA_SIGNING_KEYS: `k1:${'b'.repeat(64)}`,
    })
    const app = await createApp('web', env)
    // What a line costs is its making; where it goes is somebody else's.
    const context = { ...app.context, log: createJsonLog({ write: () => undefined }) }
    Object.assign(globalThis, { clipforgeWeb: Promise.resolve({ ...app, context }) })
    const identities = (await createIdentities(database.db, people)).map(({ token, projectId }) => ({
      token,
      projectId,
    }))
    const answer = door(handleTrpc)
    const server = http.createServer((request, response) => {
      request.headers['x-clipforge-peer'] = request.socket.remoteAddress ?? ''
      response.once('finish', () => context.log.info('request', { route: '/api/trpc', status: response.statusCode }))
      void answer(request, response)
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const sender = fork(fileURLToPath(new URL('load/call-sender.ts', import.meta.url)), {
      execArgv: ['--import', 'tsx'],
    })
    const send = async (call: (typeof calls)[number], amount: number): Promise<number> => {
      const batch: Batch = { ...call, port, host: new URL(origin).host, origin, count: amount, identities }
      sender.send(batch)
      const [failed] = await once(sender, 'message')
      return Number(failed)
    }
    const measure = async (call: (typeof calls)[number]) => {
      const before = process.cpuUsage()
      const failed = await send(call, Number(count))
      const { user, system } = process.cpuUsage(before)
      return { failed, ms: (user + system) / 1_000 / Number(count) }
    }
    try {
      // Until V8 has compiled what comes often.
      for (const call of calls) await send(call, 1_000)
      const taken: { procedure: string; failed: number; ms: number }[] = []
      for (let round = 0; round < rounds; round += 1)
        for (const call of calls) taken.push({ procedure: call.procedure, ...(await measure(call)) })
      return {
        figures: [
          ...calls.map(({ procedure }) => ({
            name: procedure,
            value: median(taken.flatMap((each) => (each.procedure === procedure ? each.ms : []))),
            unit: 'ms of processor',
            target: { op: '<=' as const, value: 1.2 },
          })),
          {
            name: 'failed',
            value: taken.reduce((sum, { failed }) => sum + failed, 0),
            unit: 'calls',
            target: { op: '<=' as const, value: 0 },
          },
        ],
      }
    } finally {
      sender.kill()
      server.close()
      server.closeAllConnections()
      await app.close()
      await database.close()
      await redis.stop()
    }
  },
} satisfies Bench
