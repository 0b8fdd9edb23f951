import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { Inngest } from 'inngest'
import { serve } from 'inngest/edge'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createEvents } from '@/server/adapters/events'
import { createWebFetcher } from '@/server/adapters/fetcher'
import { createContext } from '@/server/compose'
import { readEnv } from '@/server/env'
import { inngestAppId } from '@/server/inngest-options'
import { createGate } from '@/server/pipeline'
import { applyRunnerSchema, createRunner, embeddedFetch } from '@/server/runner'
import { openTestApp, type TestApp } from '@/server/testing/app-context'
import { unlimited } from '@/server/testing/unlimited'
import { expireUploads, importLink } from '@/server/uploads'
import { importLinkFunction } from './import-link'

let app: TestApp
let remote: http.Server
/** Answers that wait, by path. */
const held = new Map<string, http.ServerResponse>()
const asked: string[] = []

beforeAll(async () => {
  remote = http.createServer((req, res) => {
    // Others on this machine may still look for somebody who had this port before.
    if (!/^\/(ann|bob)-\d$/.test(req.url ?? '')) return res.writeHead(404).end()
    asked.push(req.url ?? '')
    held.set(req.url ?? '', res)
  })
  await new Promise<void>((resolve) => remote.listen(0, '127.0.0.1', resolve))
  app = await openTestApp({ ports: { rateLimiter: unlimited } })
  await applyRunnerSchema(app.database.pool)
})
afterAll(async () => {
  remote?.closeAllConnections()
  remote?.close()
  await app?.close()
})

test('a person has two links fetched at once, in however many workspaces, so that others have theirs; a link that is asked for again has one run', async () => {
  const { pool } = app.database
  const { log } = app.ctx
  const { port } = remote.address() as AddressInfo
  const env = readEnv()
  const fetcher = createWebFetcher({
    resolve: async () => [{ address: '127.0.0.1', family: 4 }],
    isAllowed: (address, to) => address === '127.0.0.1' && to === port,
    isAllowedPort: () => true,
    allowsHttp: true,
  })
  const ctx = { ...app.ctx, ports: { ...app.ctx.ports, fetcher, events: createEvents(env, { pool, log }) } }
  const stop = new AbortController()
  const media = { ...(await createContext({ env, log })), signal: stop.signal }
  const gates = { analysis: createGate(1), renders: createGate(1) }
  const inngest = new Inngest({ id: inngestAppId, isDev: true, fetch: embeddedFetch(pool) })
  const work = { ...ctx, media, gates, maxArtifactBytes: 1e9 }
  const handle = serve({ client: inngest, functions: [importLinkFunction(inngest, work)] })
  const runner = createRunner({ pool, handlers: [{ appId: inngestAppId, handle }], log })
  await runner.start()
  try {
    const ann = await app.signIn()
    const { workspaceId } = (await app.signIn()).workspace
    await ctx.db.membership.create({ data: { userId: ann.user.user.id, workspaceId, role: 'editor' } })
    const bob = await app.signIn()
    const bring = (person: typeof ann, name: string, into = person.workspace.workspaceId) =>
      importLink(
        { ...person.workspace, ports: ctx.ports, workspaceId: into },
        { url: `http://videos.example:${port}/${name}` },
      )
    await bring(ann, 'ann-1')
    await bring(ann, 'ann-2')
    await expect.poll(() => [...asked].sort()).toEqual(['/ann-1', '/ann-2'])
    await bring(ann, 'ann-3', workspaceId)
    // As if a quarter of an hour had passed without a word.
    await ctx.db.$executeRaw`UPDATE "Upload" SET "updatedAt" = "updatedAt" - interval '15 minutes'`
    expect(await expireUploads(ctx)).toMatchObject({ handedOn: 3 })
    await bring(bob, 'bob-1')
    await expect.poll(() => [...asked].sort()).toEqual(['/ann-1', '/ann-2', '/bob-1'])
    held.get('/ann-1')?.writeHead(404).end()
    await expect.poll(() => [...asked].sort()).toEqual(['/ann-1', '/ann-2', '/ann-3', '/bob-1'])
    for (const answer of held.values()) if (!answer.headersSent) answer.writeHead(404).end()
    const runs = async () => (await pool.query('select ended_at is not null as ended from runner.run')).rows
    await expect.poll(runs).toEqual(Array.from({ length: 4 }, () => ({ ended: true })))
  } finally {
    stop.abort()
    await runner.stop({ drainMs: 2_000 })
  }
})
