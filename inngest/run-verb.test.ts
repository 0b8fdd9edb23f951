import { NonRetriableError, RetryAfterError } from 'inngest'
import { describe, expect, test } from 'vitest'
import { DomainError, type ErrorCode, errorTable } from '@/server/errors'
import { runVerb } from './run-verb'

const thrownBy = (error: unknown, options: Parameters<typeof runVerb>[1] = {}): Promise<unknown> =>
  runVerb(async () => {
    throw error
  }, options).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
const codes = Object.keys(errorTable) as ErrorCode[]

describe('a verb as a step', () => {
  test('is tried again exactly where the one table says that it can help', async () => {
    for (const code of codes) {
      const thrown = await thrownBy(new DomainError(code, 'It did not work.'))
      expect([code, thrown instanceof NonRetriableError]).toEqual([code, !errorTable[code].retry])
    }
    expect(await thrownBy(new TypeError('a bug'))).toBeInstanceOf(TypeError)
  })

  test('waits as long as the error says', async () => {
    const error = new DomainError('rate_limited', 'Slow down.', { details: { retryAfterMs: 5_000 } })
    expect(await thrownBy(error)).toBeInstanceOf(RetryAfterError)
  })

  test('gives up on what it throws after four tries, with the same words', async () => {
    const error = new DomainError('engine_failed', 'The engine said no.')
    expect(await thrownBy(error, { attempt: 2 })).toBe(error)
    const last = await thrownBy(error, { attempt: 3 })
    expect(last).toBeInstanceOf(NonRetriableError)
    expect(last).toMatchObject({ message: 'The engine said no.' })
  })

  test('keeps why it failed, and says the error itself when that can’t be kept', async () => {
    const noted: unknown[] = []
    const error = new DomainError('not_found', 'It is gone.')
    await thrownBy(error, { onError: async (each) => void noted.push(each) })
    expect(noted).toEqual([error])
    const unkept = await thrownBy(error, { onError: () => Promise.reject(new Error('no database')) })
    expect(unkept).toMatchObject({ message: 'It is gone.' })
  })

  test('that was cancelled or taken over leaves no word beside the work, which is another’s now', async () => {
    const noted: unknown[] = []
    const options = { onError: async (each: unknown) => void noted.push(each) }
    await thrownBy(new DomainError('cancelled', 'Cancelled.'), options)
    const takenOver = new DomainError('taken_over', 'Another worker has begun this as well.')
    expect(await thrownBy(takenOver, options)).toBe(takenOver)
    expect(noted).toEqual([])
  })

  test('is neither noted nor given up when it is the worker that stops', async () => {
    const noted: unknown[] = []
    const options = { onError: async (each: unknown) => void noted.push(each), shutdown: AbortSignal.abort() }
    for (const code of ['cancelled', 'engine_unavailable'] as const) {
      const thrown = await thrownBy(new DomainError(code, 'The worker was stopped in the middle of this.'), options)
      expect(thrown).not.toBeInstanceOf(NonRetriableError)
    }
    expect(noted).toEqual([])
  })
})
