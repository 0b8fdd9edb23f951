import { createTRPCClient, httpBatchLink } from '@trpc/client'
import superjson from 'superjson'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { AppRouter } from '@/server/api/root'
import { heldUntil } from './held-until'
import { patientLink } from './patient-link'
import { sessionEnd } from './session-end'
import { waitStore } from './waits'

const problem = (status: number, retryAfter: number) =>
  Response.json(
    { title: 'x', status, detail: 'Too many requests at once.', code: 'rate_limited', 'violated-policies': ['user'] },
    { status, headers: { 'content-type': 'application/problem+json', 'retry-after': String(retryAfter) } },
  )
const good = () => Response.json([{ result: { data: superjson.serialize({ ok: true }) } }])

/** The client as the app has it, over answers that are given out one after the other; says when each was asked for. */
const clientOver = (...answers: (() => Response)[]) => {
  const askedMs: number[] = []
  const client = createTRPCClient<AppRouter>({
    links: [
      patientLink,
      httpBatchLink({
        url: 'http://app.test/api/trpc',
        transformer: superjson,
        fetch: async () => {
          askedMs.push(Date.now())
          const answer = answers[askedMs.length - 1]
          if (answer === undefined) throw new Error('asked more often than there are answers')
          return answer()
        },
      }),
    ],
  })
  return { client, askedMs }
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.runAllTimers()
  vi.useRealTimers()
})

describe('a query', () => {
  test('that meets a busy server is asked again when the server said, is shown to wait, and is answered', async () => {
    const { client, askedMs } = clientOver(
      () => problem(503, 2),
      () => problem(429, 1),
      good,
    )
    const answer = client.account.session.query()
    await vi.advanceTimersByTimeAsync(1_000)
    expect(waitStore.get()).toMatchObject([{ kind: 'busy' }])
    await vi.advanceTimersByTimeAsync(10_000)
    expect(await answer).toEqual({ ok: true })
    expect(waitStore.get()).toEqual([])
    const [first = 0, second = 0, third = 0] = askedMs
    expect(second - first).toBeGreaterThanOrEqual(2_000)
    expect(third - second).toBeGreaterThanOrEqual(1_000)
  })

  test('is given up after three more tries', async () => {
    const { client, askedMs } = clientOver(...Array.from({ length: 4 }, () => () => problem(503, 1)))
    const answer = client.account.session.query().catch((error: unknown) => error)
    await vi.advanceTimersByTimeAsync(30_000)
    expect(await answer).toMatchObject({ message: 'Too many requests at once.' })
    expect(askedMs).toHaveLength(4)
    expect(waitStore.get()).toEqual([])
  })
})

describe('a mutation', () => {
  test('that was refused for its frequency is not sent again, and says in the place of its error until when it rests', async () => {
    const { client, askedMs } = clientOver(() => problem(429, 12))
    const startedMs = Date.now()
    const answer = client.account.revokeOtherSessions.mutate().catch((error: unknown) => error)
    await vi.advanceTimersByTimeAsync(5_000)
    const error = await answer
    expect(askedMs).toHaveLength(1)
    expect(error).toMatchObject({
      message: 'Too many requests at once.',
      data: {
        error: 'rate_limited',
        httpStatus: 429,
        details: { 'violated-policies': ['user'], retryAfterMs: 12_000 },
      },
    })
    expect(heldUntil(Object(error))).toBeGreaterThanOrEqual(startedMs + 12_000)
    expect(waitStore.get()).toMatchObject([{ kind: 'limit' }])
    await vi.advanceTimersByTimeAsync(12_000)
    expect(waitStore.get()).toEqual([])
  })

  test('that may arrive twice is sent again', async () => {
    const { client, askedMs } = clientOver(() => problem(503, 1), good)
    const answer = client.account.revokeOtherSessions.mutate(undefined, { context: { isIdempotent: true } })
    await vi.advanceTimersByTimeAsync(5_000)
    expect(await answer).toEqual({ ok: true })
    expect(askedMs).toHaveLength(2)
  })
})

describe('no answer', () => {
  const failed = (): Response => {
    throw new TypeError('Failed to fetch')
  }
  const proxy = () => new Response('<html>Bad Gateway</html>', { status: 502 })

  test.each([
    ['without a connection', failed],
    ['from behind a proxy', proxy],
  ])('%s is said in our words, and as no answer', async (_name, answer) => {
    const { client } = clientOver(answer)
    const asked = client.account.revokeOtherSessions.mutate().catch((thrown: unknown) => thrown)
    await vi.advanceTimersByTimeAsync(1)
    const error = await asked
    expect(error).toMatchObject({ message: expect.stringMatching(/^ClipForge did not answer\./), data: undefined })
  })

  test('is not told as a busy server', async () => {
    const { client } = clientOver(failed, good)
    const answer = client.account.session.query()
    await vi.advanceTimersByTimeAsync(1)
    expect(waitStore.get()).toMatchObject([{ kind: 'silent' }])
    await vi.advanceTimersByTimeAsync(5_000)
    expect(await answer).toEqual({ ok: true })
  })
})

test('a session that ended is noted at the first call that is refused for it, until somebody is there again', async () => {
  const data = { code: 'UNAUTHORIZED', httpStatus: 401, error: 'unauthenticated', details: {}, requestId: null }
  const refused = () =>
    Response.json([{ error: superjson.serialize({ message: 'Sign in to go on.', code: -32_001, data }) }], {
      status: 401,
    })
  const { client } = clientOver(good, refused, good, good)
  const hasEndedAfter = async (call: Promise<unknown>) => {
    await Promise.all([call.catch(() => undefined), vi.advanceTimersByTimeAsync(1)])
    return sessionEnd.get()
  }
  expect(await hasEndedAfter(client.account.me.query())).toBe(false)
  expect(await hasEndedAfter(client.account.revokeOtherSessions.mutate())).toBe(true)
  expect(await hasEndedAfter(client.account.session.query())).toBe(true)
  expect(await hasEndedAfter(client.account.me.query())).toBe(false)
})
