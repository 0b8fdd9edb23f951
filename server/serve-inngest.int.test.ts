import { once } from 'node:events'
import net from 'node:net'
import { Inngest } from 'inngest'
import { serve } from 'inngest/edge'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { quietLog } from '@/server/testing/quiet-log'
import { findFreePort } from '../scripts/ports.mjs'
import { readEnv } from './env'
import { inngestOptions } from './inngest-options'
import { callFunction } from './runner/protocol'
import { serveInngest } from './serve-inngest'
import { httpHandler } from './testing/http-handler'

const key = 'ab'.repeat(32)
/** Of the SDK, which says of each refusal where it was refused. */
const quiet = { ...quietLog, debug: () => undefined }
/** Connects to nothing until it is asked. */
const pool = new pg.Pool({ connectionString: 'postgresql://nobody@127.0.0.1:1/none' })
let port: number
let worker: Awaited<ReturnType<typeof serveInngest>>
let ran = 0

beforeAll(async () => {
  port = await findFreePort()
  const env = readEnv({
    ...{ INNGEST_BASE_URL: 'http://127.0.0.1:1', INNGEST_EVENT_KEY: 'event-key', INNGEST_SIGNING_KEY: key },
    ...{ WORKER_PORT: String(port) },
  })
  const client = new Inngest({ ...inngestOptions(env, pool), logger: quiet, internalLogger: quiet })
  const look = client.createFunction({ id: 'look', triggers: [{ event: 'look/now' }] }, async () => {
    ran += 1
    return 'seen'
  })
  worker = await serveInngest({ env, handle: serve({ client, functions: [look] }), log: quietLog })
})
afterAll(async () => {
  await worker.end(0)
  await pool.end()
})

/** A call as an Inngest server makes it, signed with this key; the status it is answered with. */
const call = async (signingKey: string | null, nowMs = Date.now()): Promise<number> => {
  let status = 0
  const handle = httpHandler(`http://127.0.0.1:${port}/api/inngest`, (each) => {
    status = each
  })
  await callFunction(
    { appId: 'clipforge', handle },
    { key: signingKey, nowMs: () => nowMs },
    {
      ...{ functionId: 'clipforge-look', stepId: 'step', runId: 'run', requestId: 'request' },
      ...{ generation: 1, attempt: 0, maxAttempts: 1, isPlanOnly: false, steps: [] },
      events: [{ name: 'look/now', data: {} }],
    },
  )
  return status
}

test('row 99: with a signing key, calls that are not signed, by another key or long ago are refused and run nothing', async () => {
  expect(await call(null)).toBe(401)
  expect(await call('cd'.repeat(32))).toBe(401)
  expect(await call(key, Date.now() - 3_600_000)).toBe(401)
  expect(ran).toBe(0)
  expect(await call(key)).toBe(200)
  expect(ran).toBe(1)
})

/** Takes a registration at once; leaves what answers each call in `under`. */
const answerOf =
  (under: ((answer: Response) => void)[]) =>
  (request: Request): Promise<Response> =>
    request.method === 'PUT'
      ? Promise.resolve(new Response())
      : new Promise((resolve) => {
          under.push(resolve)
        })

test('a call that does not come in whole is cut off; one that takes long to answer is not', async () => {
  const env = readEnv({ WORKER_PORT: String(await findFreePort()) })
  const under: ((answer: Response) => void)[] = []
  const slow = await serveInngest({ env, handle: answerOf(under), log: quietLog, receiveMs: 3_000 })
  const address = `http://127.0.0.1:${env.WORKER_PORT}/api/inngest`
  const whole = fetch(address, { method: 'POST', body: 'whole' })
  await expect.poll(() => under.length).toBe(1)
  const socket = net.connect(env.WORKER_PORT, '127.0.0.1')
  socket.on('error', () => undefined).resume()
  socket.write('POST /api/inngest HTTP/1.1\r\nhost: worker\r\ncontent-length: 1000\r\n\r\nonly this')
  await once(socket, 'close')
  // It came before the other one did, so that its answer has taken longer than that one was given.
  under[0]?.(new Response('done'))
  expect(await (await whole).text()).toBe('done')
  await slow.end(0)
})

test('told to end, it takes no more calls and gives those under way their time: not less, and not more', async () => {
  const env = readEnv({ WORKER_PORT: String(await findFreePort()) })
  const address = `http://127.0.0.1:${env.WORKER_PORT}/api/inngest`
  const under: ((answer: Response) => void)[] = []
  const ending = await serveInngest({ env, handle: answerOf(under), log: quietLog })
  const [first, second] = [fetch(address, { method: 'POST' }), fetch(address, { method: 'POST' })]
  await expect.poll(() => under.length).toBe(2)
  const isEnded = ending.end(60_000).then(() => 'ended')
  await expect(fetch(address, { method: 'POST' })).rejects.toThrow()
  under[0]?.(new Response('whole'))
  expect(await (await first).text()).toBe('whole')
  expect(ending.busy()).toBe(1)
  await ending.end(10)
  expect(ending.busy()).toBe(1)
  under[1]?.(new Response('too'))
  expect(await isEnded).toBe('ended')
  expect(await (await second).text()).toBe('too')
})
