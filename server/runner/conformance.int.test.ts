import { createServer, type Server } from 'node:http'
import { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../testing/database'
import { type CheckResult, openConformance, type Target } from './conformance/conformance'
import { createEmbeddedTarget, untilWaiting } from './conformance/embedded-target'
import { createServerTarget, portOf, toRequest } from './conformance/server-target'
import { type AppHandler, applyRunnerSchema, createRunner, embeddedFetch, type Runner } from './index'

/** A few checks that use each part of the protocol: calls, results, waits, invocations, events from steps, errors. */
const someOfAll = ['sequence', 'chains', 'invoke', 'wait', 'send-event', 'caught', 'exhausted', 'step-size']
const quiet = () => undefined
const log = { info: quiet, warn: quiet, error: quiet }

const drive = async (target: Target, ids?: readonly string[]): Promise<readonly CheckResult[]> => {
  try {
    const conformance = await openConformance(target, (check) => ids === undefined || ids.includes(check.id))
    return await conformance.drive()
  } finally {
    await target.close()
  }
}

const failuresOf = (results: readonly CheckResult[]) =>
  results.filter((result) => result.error !== null).map((result) => `${result.check.id}: ${result.error}`)

describe('what Inngest promises about functions', () => {
  let database: TestDatabase
  let standIn: Server
  let runner: Runner | undefined
  const pools: Pool[] = []
  const openPool = (url: string) => {
    const pool = new Pool({ connectionString: url, max: 12 })
    pools.push(pool)
    return pool
  }

  beforeAll(async () => {
    database = await createTestDatabase()
  })
  afterAll(async () => {
    await runner?.stop()
    standIn?.close()
    await Promise.all(pools.map((pool) => pool.end()))
    await database.close()
  })

  test('holds on the embedded runner, check by check', async () => {
    const results = await drive(createEmbeddedTarget(database.url))
    expect(failuresOf(results)).toEqual([])
    expect(results.length).toBeGreaterThanOrEqual(40)
  })

  test('holds when every call is signed and the app refuses what is not', async () => {
    const signingKey = `signkey-test-${'ab'.repeat(32)}`
    const results = await drive(createEmbeddedTarget(database.url, { signingKey }), someOfAll)
    expect(failuresOf(results)).toEqual([])
    expect(results).toHaveLength(someOfAll.length)
  })

  test('a call signed with another key is refused', async () => {
    const target = createEmbeddedTarget(database.url, { signingKey: `signkey-test-${'cd'.repeat(32)}` })
    const signingKey = `signkey-test-${'ab'.repeat(32)}`
    const strict = { ...target, clientOptions: { ...target.clientOptions, signingKey } }
    await expect(drive(strict, ['sequence'])).rejects.toThrow('401')
  })

  test('a call signed with the key of before is taken while that is the fallback', async () => {
    const before = `signkey-test-${'cd'.repeat(32)}`
    const target = createEmbeddedTarget(database.url, { signingKey: before })
    const keys = { signingKey: `signkey-test-${'ab'.repeat(32)}`, signingKeyFallback: before }
    const results = await drive({ ...target, clientOptions: { ...target.clientOptions, ...keys } }, ['sequence'])
    expect(failuresOf(results)).toEqual([])
  })

  test('the driver also works over HTTP, with a server that takes registrations and events there', async () => {
    const pool = openPool(database.url)
    await applyRunnerSchema(pool)
    const serveEvents = embeddedFetch(pool)
    // Stands in for an Inngest server: the embedded runner behind the two addresses that the SDK speaks to.
    const answer = async (request: Request): Promise<Response> => {
      if (new URL(request.url).pathname !== '/fn/register') return serveEvents(request)
      const { url, appName } = await request.json()
      const app: AppHandler = {
        appId: appName,
        handle: async (call) =>
          fetch(url + new URL(call.url).search, {
            method: call.method,
            headers: call.headers,
            body: await call.text(),
          }),
      }
      runner = createRunner({ pool, handlers: [app], log, concurrency: 12 })
      await runner.start()
      return Response.json({ status: 200, modified: true })
    }
    standIn = createServer(async (incoming, outgoing) => {
      const response = await answer(await toRequest(incoming))
      outgoing.writeHead(response.status, Object.fromEntries(response.headers))
      outgoing.end(await response.text())
    })
    await new Promise<void>((resolve) => standIn.listen(0, '127.0.0.1', resolve))
    const target = createServerTarget({
      baseUrl: `http://127.0.0.1:${portOf(standIn)}`,
      untilWaiting: (event) => untilWaiting(pool, event),
    })
    const results = await drive(target, someOfAll)
    expect(failuresOf(results)).toEqual([])
    expect(results).toHaveLength(someOfAll.length)
  })
})
